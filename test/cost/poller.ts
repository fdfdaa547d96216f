import type { Instant } from '../../core/contracts/instant.ts';
import { MOST_RECEIVED, POLL, POLLERS } from './assumptions.ts';
import { BATCH } from './settings.ts';

/** Messages that are handed to a Lambda together. */
export interface Batch {
  /** When it is handed over. */
  readonly at: Instant;
  /** Which messages, by their place in the queue. */
  readonly messages: readonly number[];
  /** How many polls brought them. */
  readonly receives: number;
}

/** How Lambda takes messages from a queue: so many pollers share it, and each gathers a batch for as long as it may. */
export function batchesOf(arrivals: readonly Instant[]): Batch[] {
  const batches: Batch[] = [];
  for (let poller = 0; poller < POLLERS; poller++) {
    const own = arrivals.flatMap((_, place) => (place % POLLERS === poller ? [place] : []));
    batches.push(...batchesOfPoller(own, arrivals));
  }
  return batches.sort((one, other) => one.at - other.at);
}

function batchesOfPoller(own: readonly number[], arrivals: readonly Instant[]): Batch[] {
  const batches: Batch[] = [];
  const arrival = (index: number) => arrivals[own[index] ?? -1] ?? Number.POSITIVE_INFINITY;
  let [index, now] = [0, Number.NEGATIVE_INFINITY];
  while (index < own.length) {
    now = Math.max(now, arrival(index));
    const [first, closes] = [index, now + BATCH.window];
    let receives = 0;
    while (index - first < BATCH.most && arrival(index) <= closes) {
      now = Math.max(now, arrival(index));
      const most = Math.min(first + BATCH.most, index + MOST_RECEIVED);
      while (index < most && arrival(index) <= now) index += 1;
      receives += 1;
      now += POLL;
    }
    const at = index - first < BATCH.most ? closes : now;
    batches.push({ at, messages: own.slice(first, index), receives });
    now = Math.max(now, at);
  }
  return batches;
}
