import { SECOND } from '../../core/contracts/time-span.ts';
import type { FunctionName } from '../../lib/connector-function.ts';

/** The doors that a load passes. */
export type LoadedFunction = Extract<FunctionName, 'match-trigger' | 'match-exception' | 'dispatch'>;

/** What the templates give each door; a test of the cloud compares the two. */
export const FUNCTION_NAMES: Readonly<Record<LoadedFunction, { readonly memory: number; readonly atOnce: number }>> = {
  'match-trigger': { memory: 1024, atOnce: 50 },
  'match-exception': { memory: 1024, atOnce: 50 },
  dispatch: { memory: 1024, atOnce: Number.POSITIVE_INFINITY },
};

/** How the matchers' queues are emptied. */
export const BATCH = { most: 100, window: SECOND } as const;

/** The doors behind queues. */
export const MATCHERS = ['match-exception', 'match-trigger'] as const;

/** The doors whose queues a rule of the bus puts an event of a user into; what triggers is handed on to the other. */
export const FED = ['match-exception'] as const;
