import type { Instant } from './contracts/instant.ts';
import { DAY, MINUTE, type TimeSpan } from './contracts/time-span.ts';

/** The number of interactions that came in under a key, and the beginning of the day of the first, in UTC. */
export interface ArrivalCount {
  readonly count: number;
  readonly since: Instant;
}

/** The time for which arrivals are collected before they are written. */
const FLUSH_INTERVAL: TimeSpan = MINUTE;
/** The number of arrivals that are written together at the latest. */
const MAX_PENDING = 1_000;

/**
 * Arrivals in memory that are not written yet, so that a blast costs one write for a thousand events, and a trickle one a minute. They are
 * lost with the process: the counts are for warnings (R4).
 */
export class PendingArrivals {
  #sums = new Map<string, number>();
  #total = 0;
  #flushedAt = Number.NEGATIVE_INFINITY;

  /** Adds an arrival. */
  add(key: string): void {
    this.#sums.set(key, (this.#sums.get(key) ?? 0) + 1);
    this.#total += 1;
  }

  /** Returns the arrivals, if it is time to write them; they are no longer pending then. The first of a quiet minute is written at once. */
  takeDue(now: Instant): ReadonlyMap<string, number> | undefined {
    if (this.#total === 0) return undefined;
    if (this.#total < MAX_PENDING && now - this.#flushedAt < FLUSH_INTERVAL) return undefined;
    const due = this.#sums;
    this.#sums = new Map();
    this.#total = 0;
    this.#flushedAt = now;
    return due;
  }

  /** Returns the number of pending arrivals under a key. */
  count(key: string): number {
    return this.#sums.get(key) ?? 0;
  }
}

/** Adds up counts by day; undefined if there are none. */
export function sumArrivals(days: Iterable<readonly [day: number, count: number]>): ArrivalCount | undefined {
  let [count, firstDay] = [0, Number.POSITIVE_INFINITY];
  for (const [day, added] of days) {
    if (added <= 0) continue;
    count += added;
    firstDay = Math.min(firstDay, day);
  }
  return count === 0 ? undefined : { count, since: firstDay * DAY };
}
