import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SLOW_TESTS } from '../vitest.config.ts';

/** The tests of which `npm test` plays a part of the cases. */
const THOROUGH_TESTS = ['test/core/{campaign-text-layouts,due-instants,quiet-hours}.test.ts'];

/** The tests that `npm test` leaves out, or of which it plays a part, each file in a process of its own. */
export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    maxWorkers: availableParallelism(),
    include: [...SLOW_TESTS, ...THOROUGH_TESTS],
    env: { THOROUGH: '1' },
    setupFiles: ['test/harness/api/check-fetched-answers.ts'],
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
});
