import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';

const FIRST_DELAY: TimeSpan = 5 * SECOND;

/** The facts from which a delay follows. */
export interface RetryDelayProps {
  /** The number of times that the message was received, this time included. */
  readonly receives: number;
  /** The longest delay. */
  readonly maxDelay: TimeSpan;
  /** The time that is left to try again. */
  readonly remaining: TimeSpan;
  /** A random number from 0 to 1. */
  readonly random: number;
}

/**
 * Returns the time after which a message is tried again: 5 s, then twice as long each time up to a maximum, less up to half of that at
 * random, so that messages which failed together do not come back together. The last attempt is made when the time to try again ends.
 */
export function getRetryDelay({ receives, maxDelay, remaining, random }: RetryDelayProps): TimeSpan {
  const longest = Math.min(maxDelay, FIRST_DELAY * 2 ** Math.min(receives - 1, 20));
  return Math.max(SECOND, Math.min(remaining, longest * (1 - random / 2)));
}
