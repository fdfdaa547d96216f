import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/deploy/*.rehearsal.ts'],
    reporters: ['./test/deploy/reporter.ts'],
    pool: 'threads',
    maxWorkers: 8,
    sequence: { concurrent: true },
    maxConcurrency: 20,
    // A story that this machine was too slow for is told again in twice the time, and only such a story.
    retry: { count: 2, condition: /slower than the time of the story/ },
    testTimeout: 480_000,
    hookTimeout: 120_000,
  },
});
