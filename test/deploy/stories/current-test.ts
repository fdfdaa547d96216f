import { AsyncLocalStorage } from 'node:async_hooks';
import type { TestContext } from 'vitest';

/** The running test: many run at the same time, each with a story of its own. */
export const currentTest = new AsyncLocalStorage<TestContext>();

/** Ends a story that cannot run against an installation. Each such story is named in skipped-stories.ts, so that it does not even begin. */
export function failUnsupported(because: string): never {
  throw new Error(`${because}: name the story in skipped-stories.ts, with its reason`);
}
