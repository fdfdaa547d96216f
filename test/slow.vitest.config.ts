import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SLOW_TESTS } from '../vitest.config.ts';

/** The tests that `npm test` leaves out, each file in a process of its own. */
export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    maxWorkers: availableParallelism(),
    include: SLOW_TESTS,
    setupFiles: ['test/harness/api/check-fetched-answers.ts'],
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
});
