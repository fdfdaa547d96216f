import { hash } from 'node:crypto';
import { BrokenCursor, partsOfCursor } from '../../core/store-cursor.ts';

/** Shards of a wave's seats, and of a campaign's counts: a constant of the keys' format. */
export const SHARDS = 16;

/** The shard that an id lies in. */
export function shardOf(id: string): number {
  return Number.parseInt(hash('sha256', id, 'hex').slice(0, 1), 16);
}

/** Any shard, for what may lie in any. */
export function anyShard(): number {
  return Math.floor(Math.random() * SHARDS);
}

/** Where a walk stands: in a shard, after some of its items, and the last shard it goes to. */
export interface Place {
  readonly shard: number;
  readonly last: number;
  readonly after?: string | undefined;
}

/** The next place of a walk, after a page that ends so; none after the last. */
export function nextPlace({ shard, last }: Place, after: string | undefined): Place | undefined {
  if (after !== undefined) return { shard, last, after };
  return shard < last ? { shard: shard + 1, last } : undefined;
}

/** A place as a cursor: `3..15|id`. */
export function writePlace({ shard, last, after = '' }: Place): string {
  return `${shard}..${last}|${after}`;
}

/** The place that a cursor says. Throws `BrokenCursor` where it says none. */
export function readPlace(cursor: string): Place {
  const [shard, last, after] = partsOfCursor(cursor, /^(\d{1,2})\.\.(\d{1,2})\|(.*)$/s);
  const place = { shard: Number(shard), last: Number(last), ...(after ? { after } : {}) };
  if (place.shard > place.last || place.last >= SHARDS) throw new BrokenCursor(cursor);
  return place;
}
