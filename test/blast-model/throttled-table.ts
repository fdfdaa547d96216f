import type { Instant } from '../../core/contracts/instant.ts';
import { SECOND } from '../../core/contracts/time-span.ts';

/** The writes of up to 1 KB a second that DynamoDB accepts for one partition. */
const PARTITION_WRITES = 1_000;

interface Partition {
  free: number;
  at: Instant;
}

/**
 * A table that takes a number of writes a second, evenly divided among its partitions, and throttles the rest. It has no burst
 * capacity and does not grow: a new table, in its first minutes.
 */
export class ThrottledTable {
  readonly #partitions: Partition[];
  throttled = 0;

  constructor(writesPerSecond: number) {
    const partitions = Math.ceil(writesPerSecond / PARTITION_WRITES);
    this.#partitions = Array.from({ length: partitions }, () => ({ free: PARTITION_WRITES, at: 0 }));
  }

  /** Writes an item, whose key has a hash from 0 to 1, at an instant; returns false if the write is throttled. */
  write(at: Instant, hash: number): boolean {
    const partition = this.#partitions[Math.floor(hash * this.#partitions.length)];
    if (partition === undefined) throw new Error(`hash: expected a number from 0 to 1, found ${hash}`);
    const refill = ((at - partition.at) / SECOND) * PARTITION_WRITES;
    partition.free = Math.min(PARTITION_WRITES, partition.free + refill);
    partition.at = at;
    if (partition.free < 1) {
      this.throttled += 1;
      return false;
    }
    partition.free -= 1;
    return true;
  }
}
