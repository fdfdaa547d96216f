import { SECOND } from '../../core/contracts/time-span.ts';
import type { FunctionName } from '../../lib/connector-function.ts';

/** The Lambda functions that a load passes. */
export type LoadedFunction = Extract<FunctionName, 'match-trigger' | 'match-exception' | 'dispatch' | 'api'>;

/** The settings of each Lambda function in the templates; a test of the stacks compares the two. */
export const FUNCTION_SETTINGS: Readonly<
  Record<LoadedFunction, { readonly memory: number; readonly maxConcurrency: number }>
> = {
  'match-trigger': { memory: 1024, maxConcurrency: 50 },
  'match-exception': { memory: 1024, maxConcurrency: 50 },
  dispatch: { memory: 1024, maxConcurrency: Number.POSITIVE_INFINITY },
  api: { memory: 1024, maxConcurrency: Number.POSITIVE_INFINITY },
};

/** The batch settings of the matchers' queues. */
export const BATCH = { most: 100, window: SECOND } as const;

/** The Lambda functions behind queues. */
export const MATCHERS = ['match-exception', 'match-trigger'] as const;

/** The Lambda functions whose queues receive events of users from a rule of the bus; triggers are forwarded to the other. */
export const FED = ['match-exception'] as const;
