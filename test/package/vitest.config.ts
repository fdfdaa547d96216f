import { defineConfig } from 'vitest/config';

/** The tests of the package, which pack it and install it from the registry. They take minutes, so they are not part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/package/**/*.test.ts'],
    setupFiles: ['test/harness/api/check-fetched-answers.ts'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
