import { defineConfig } from 'vitest/config';
import { SLOWER } from './slowness.ts';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/deploy/*.rehearsal.ts'],
    reporters: ['./test/deploy/reporter.ts'],
    pool: 'forks',
    maxWorkers: 8,
    sequence: { concurrent: true },
    maxConcurrency: 20,
    // A story that this machine was too slow for is told again in twice the time, and only such a story.
    retry: { count: 2, condition: new RegExp(SLOWER) },
    // Whatever a test waits for ends by itself, later on a slow machine (slowness.ts).
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
  },
});
