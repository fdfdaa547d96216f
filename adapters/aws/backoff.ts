import { setTimeout } from 'node:timers/promises';

const SHORTEST = 25;
const LONGEST = 2_000;

/** Waits before the next attempt: twice as long each time, and by chance less, so that those who wait together do not come together. */
export async function pause(attempt: number): Promise<void> {
  await setTimeout(Math.random() * Math.min(LONGEST, SHORTEST * 2 ** attempt));
}
