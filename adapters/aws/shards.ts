import { hash } from 'node:crypto';
import { InvalidCursorError, parseStoreCursor } from '../../core/store-cursor.ts';

/** The number of shards of a wave's seats, and of a campaign's counts. Stored keys depend on it. */
export const SHARDS = 16;

/** Computes the shard of an id. */
export function computeShard(id: string): number {
  return Number.parseInt(hash('sha256', id, 'hex').slice(0, 1), 16);
}

/** Returns a random shard, for values that may be in any. */
export function pickRandomShard(): number {
  return Math.floor(Math.random() * SHARDS);
}

/** The position of a list over shards: the shard, the item after which it continues, and the last shard. */
export interface ShardPosition {
  readonly shard: number;
  readonly last: number;
  readonly after?: string | undefined;
}

/** Returns the position after a page; undefined after the last shard. */
export function advanceShardPosition(
  { shard, last }: ShardPosition,
  after: string | undefined,
): ShardPosition | undefined {
  if (after !== undefined) return { shard, last, after };
  return shard < last ? { shard: shard + 1, last } : undefined;
}

/** Formats a position as a cursor: `3..15|id`. */
export function formatShardPosition({ shard, last, after = '' }: ShardPosition): string {
  return `${shard}..${last}|${after}`;
}

/** Parses a position from a cursor. Throws an `InvalidCursorError` if it is not one. */
export function parseShardPosition(cursor: string): ShardPosition {
  const [shard, last, after] = parseStoreCursor(cursor, /^(\d{1,2})\.\.(\d{1,2})\|(.*)$/s);
  const position = { shard: Number(shard), last: Number(last), ...(after ? { after } : {}) };
  if (position.shard > position.last || position.last >= SHARDS) throw new InvalidCursorError(cursor);
  return position;
}
