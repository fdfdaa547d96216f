import { AsyncLocalStorage } from 'node:async_hooks';
import type { TestContext } from 'vitest';

/** The test that runs: many do so at once, each with a story of its own. */
export const currentTest = new AsyncLocalStorage<TestContext>();

/** Ends a story that cannot be told here. Each such story stands in not-here.ts, so that it does not even begin. */
export function cannotTell(because: string): never {
  throw new Error(`${because}: name the story in not-here.ts, with its reason`);
}
