import { MINUTE } from '../../core/contracts/time-span.ts';

/** Lifetimes of the invocations that do more than match, as in lib/wave-processing.ts. */
export const LIVES = { dispatch: 2 * MINUTE, cancelWaits: 5 * MINUTE, send: MINUTE } as const;

/** The longest time for which an erasure waits for its turn behind others: long enough that what is due meanwhile leaves before its sweep. */
export const MAX_ERASURE_BACKLOG = 10 * MINUTE;
