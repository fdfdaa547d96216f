import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..', '..'),
    environment: 'node',
    include: ['test/console/**/*.story.ts'],
    pool: 'forks',
    // Each worker has a browser and a server beside it: two cores are enough for one story at a time.
    maxWorkers: process.env['CI'] === undefined ? 2 : 1,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A browser on a busy machine loses a click now and then. A story that failed runs again, at most twice, and the report names it.
    retry: process.env['CI'] === undefined ? 0 : 2,
    expect: { poll: { timeout: 15_000 } },
  },
});
