import { hash } from 'node:crypto';
import { InvalidCursorError, parseStoreCursor } from '../../core/store-cursor.ts';

/** Shards of a wave's seats, and of a campaign's counts: a constant of the keys' format. */
export const SHARDS = 16;

/** The shard that an id lies in. */
export function computeShard(id: string): number {
  return Number.parseInt(hash('sha256', id, 'hex').slice(0, 1), 16);
}

/** Any shard, for what may lie in any. */
export function pickRandomShard(): number {
  return Math.floor(Math.random() * SHARDS);
}

/** Where a walk stands: in a shard, after some of its items, and the last shard it goes to. */
export interface ShardPosition {
  readonly shard: number;
  readonly last: number;
  readonly after?: string | undefined;
}

/** The next place of a walk, after a page that ends so; none after the last. */
export function advanceShardPosition(
  { shard, last }: ShardPosition,
  after: string | undefined,
): ShardPosition | undefined {
  if (after !== undefined) return { shard, last, after };
  return shard < last ? { shard: shard + 1, last } : undefined;
}

/** A place as a cursor: `3..15|id`. */
export function formatShardPosition({ shard, last, after = '' }: ShardPosition): string {
  return `${shard}..${last}|${after}`;
}

/** The place that a cursor says. Throws `InvalidCursorError` where it says none. */
export function parseShardPosition(cursor: string): ShardPosition {
  const [shard, last, after] = parseStoreCursor(cursor, /^(\d{1,2})\.\.(\d{1,2})\|(.*)$/s);
  const position = { shard: Number(shard), last: Number(last), ...(after ? { after } : {}) };
  if (position.shard > position.last || position.last >= SHARDS) throw new InvalidCursorError(cursor);
  return position;
}
