import { MINUTE } from '../../core/contracts/time-span.ts';

/** Lifetimes of the invocations that do more than match, as in lib/wave-processing.ts. */
export const LIVES = { dispatch: 2 * MINUTE, cancelWaits: 5 * MINUTE, send: MINUTE } as const;
