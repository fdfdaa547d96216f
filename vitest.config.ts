import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Folders whose tests leave nothing behind in their process: their files share one, so that modules are loaded once. */
const SHARING =
  'core,tokens,channels,api,scenarios,rehearse,docs,frozen,sources,language,examples,functions,cli,adapters';
/** Files in these folders that measure the memory of their process, replace its clock or its environment, start threads, or wait for long. */
const ALONE =
  'bounded-file|render-budget|line-splitter|aws-calls|aws-failures|signing|read-in-thread|start|console-signing';
const SHARED_FILES = `test/{${SHARING}}/**/!(${ALONE}).test.ts`;

/**
 * The tests that take long because they kill servers, fill disks, play long recordings, count costs or build bundles. `npm test` leaves them out, so that
 * it stays quick; `npm run test:slow` runs them, and so does the check of a commit.
 */
export const SLOW_TESTS: string[] = [
  'test/torture/**/*.test.ts',
  'test/server/{opening,poison,full-disk}.test.ts',
  'test/rehearse/{playback,statistics-rehearsal}.test.ts',
  'test/scenarios/statistics-crashes.test.ts',
  'test/core/bounded-file.test.ts',
  'test/cost/{cost,stream}.test.ts',
  'test/blast-model/**/*.test.ts',
  'test/bundles/**/*.test.ts',
];

const setupFiles = ['test/harness/api/check-fetched-answers.ts'];

export default defineConfig({
  test: {
    environment: 'node',
    // Processes: with threads, V8 24 now and then ends the whole run (`Check failed: jit_page.has_value()`).
    pool: 'forks',
    // Many tests wait rather than work; the default leaves a machine of two cores with one worker.
    maxWorkers: Math.max(4, availableParallelism()),
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      // The CDK takes seconds to load: its tests share one process, beside which the other checks of `npm test` run.
      {
        extends: true,
        test: {
          name: 'cloud',
          include: ['test/lib/**/*.test.ts'],
          isolate: false,
          maxWorkers: 1,
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      // `npm test` runs it with the static checks, beside the tests of the CDK: it reads the source like they do.
      { extends: true, test: { name: 'wording', include: ['test/wording/**/*.test.ts'], sequence: { groupOrder: 1 } } },
      {
        extends: true,
        test: {
          name: 'shared',
          include: [SHARED_FILES],
          exclude: SLOW_TESTS,
          isolate: false,
          setupFiles,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'code',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/lib/**',
            'test/wording/**',
            'test/package/**',
            'test/dynamodb/**',
            'test/clients/browser.test.ts',
            SHARED_FILES,
            ...SLOW_TESTS,
          ],
          setupFiles,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
