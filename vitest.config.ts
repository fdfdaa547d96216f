import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    // A process per file: with threads, V8 24 now and then ends the whole run (`Check failed: jit_page.has_value()`).
    pool: 'forks',
    // Many tests wait rather than work; the default leaves a machine of two cores with one worker.
    maxWorkers: Math.max(3, availableParallelism()),
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'code',
          include: ['test/**/*.test.ts'],
          exclude: ['test/lib/**', 'test/package/**', 'test/dynamodb/**'],
          setupFiles: ['test/harness/api/check-fetched-answers.ts'],
        },
      },
      // The CDK takes seconds to load: its tests share it, since they keep nothing that another could see.
      {
        extends: true,
        test: { name: 'cloud', include: ['test/lib/**/*.test.ts'], isolate: false, testTimeout: 60_000 },
      },
    ],
  },
});
