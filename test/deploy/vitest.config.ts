import { defineConfig } from 'vitest/config';
import { SLOWER, slowness } from './slowness.ts';

/** The factor from which fewer tests run at the same time: all of them together would make a slow machine slower than their time-outs. */
const BUSY = 1.1;

const isBusy = slowness() >= BUSY;

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/deploy/*.deployment.ts'],
    reporters: ['./test/deploy/reporter.ts'],
    pool: 'forks',
    maxWorkers: isBusy ? 3 : 8,
    sequence: { concurrent: true },
    maxConcurrency: isBusy ? 8 : 20,
    // A story that failed because the machine was too slow is repeated in twice the time, and only such a story.
    retry: { count: 2, condition: new RegExp(SLOWER) },
    // Waits in tests have time-outs of their own, which grow on a slow machine (slowness.ts).
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
  },
});
