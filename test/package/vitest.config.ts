import { defineConfig } from 'vitest/config';

/** Packs, and installs from the registry: minutes, not seconds. Apart from `npm test` for that. */
export default defineConfig({
  test: {
    include: ['test/package/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
