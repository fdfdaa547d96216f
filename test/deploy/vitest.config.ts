import { defineConfig } from 'vitest/config';
import { SLOWER } from './slowness.ts';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/deploy/*.deployment.ts'],
    reporters: ['./test/deploy/reporter.ts'],
    pool: 'forks',
    maxWorkers: 8,
    sequence: { concurrent: true },
    maxConcurrency: 20,
    // A story that failed because the machine was too slow is repeated in twice the time, and only such a story.
    retry: { count: 2, condition: new RegExp(SLOWER) },
    // Waits in tests have time-outs of their own, which grow on a slow machine (slowness.ts).
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
  },
});
