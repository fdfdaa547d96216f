import { AsyncLocalStorage } from 'node:async_hooks';
import type { TestContext } from 'vitest';

/** The test that runs: many do so at once, each with a story of its own. */
export const currentTest = new AsyncLocalStorage<TestContext>();

/** Ends the test that runs as skipped, and says why. */
export function skip(because: string): never {
  const test = currentTest.getStore();
  if (test === undefined) throw new Error('skip: expected a test that runs');
  return test.skip(because);
}
