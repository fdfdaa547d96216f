import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    exclude: ['test/package/**', 'test/dynamodb/**'],
    pool: 'threads',
    testTimeout: 10_000,
    hookTimeout: 30_000,
  },
});
