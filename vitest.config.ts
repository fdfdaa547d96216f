import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'threads',
    testTimeout: 10_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'code',
          include: ['test/**/*.test.ts'],
          exclude: ['test/lib/**', 'test/package/**', 'test/dynamodb/**'],
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
