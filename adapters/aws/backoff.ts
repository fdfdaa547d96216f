import { setTimeout } from 'node:timers/promises';

const MIN_DELAY_MS = 25;
const MAX_DELAY_MS = 2_000;

/** A function that waits before the next attempt, by the number of retries before it. */
export type Backoff = (retries: number) => Promise<void>;

/** Waits before the next attempt: up to twice as long each time, for a random time, so that callers do not retry at the same instant. */
export async function backoff(attempt: number): Promise<void> {
  await setTimeout(Math.random() * Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** attempt));
}
