import type { DeadLetterRetry } from './dead-letters.ts';

/** The number of calls in a row after which a retry that puts nothing again is given up. */
const MAX_IDLE_CALLS = 10;

/**
 * Retries the messages of a dead-letter queue call by call, until all were looked at. `goesOn` gets the number put again so far, and may
 * end the retry. Returns the sums, of what was left at least as many as one call saw; `isDone` is false if the retry was ended, or given up
 * because nothing happened.
 */
export async function retryUntilDone(
  retry: () => Promise<DeadLetterRetry>,
  goesOn: (retried: number) => boolean,
): Promise<DeadLetterRetry> {
  let [retried, left] = [0, 0];
  for (let idleCalls = 0; idleCalls < MAX_IDLE_CALLS; ) {
    const call = await retry();
    retried += call.retried;
    // A call may look at messages again that an earlier one left.
    left = Math.max(left, call.left);
    if (call.isDone) return { retried, left, isDone: true };
    idleCalls = call.retried > 0 ? 0 : idleCalls + 1;
    if (!goesOn(retried)) break;
  }
  return { retried, left, isDone: false };
}
