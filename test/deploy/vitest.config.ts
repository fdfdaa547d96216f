import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/deploy/*.rehearsal.ts'],
    setupFiles: ['test/deploy/setup.ts'],
    reporters: ['./test/deploy/reporter.ts'],
    pool: 'threads',
    maxWorkers: 8,
    sequence: { concurrent: true },
    maxConcurrency: 10,
    testTimeout: 240_000,
    hookTimeout: 60_000,
  },
});
