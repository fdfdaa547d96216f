import { ROW_LIFETIME, WAVE_LIFETIME } from '../../core/contracts/lifetime.ts';
import { MAX_PAGE_BYTES } from '../../core/contracts/page.ts';
import { EXPIRES_AT_ATTRIBUTE } from '../../core/contracts/tables.ts';
import { parseDeparture } from '../../core/contracts/wave.ts';
import type { Clock, Seat, Seats } from '../../core/ports.ts';
import { parseStored } from '../../core/stored/parse-stored.ts';
import { createStoredSeat, TRIGGER } from '../../core/stored/seat.ts';
import { encodeBody } from './encode-body.ts';
import { createSeatKey, createSeatPartition } from './keys.ts';
import { getItemPlace, readBodyText, readTextAttribute, type StoredItem } from './read-item.ts';
import { advanceShardPosition, formatShardPosition, parseShardPosition, SHARDS, type ShardPosition } from './shards.ts';
import { type Table, toExpirySeconds } from './table.ts';

/** The seats in DynamoDB, with cursors for parallel reads. */
export interface AwsSeats extends Seats {
  /** Splits the rest of a list into cursors that can be read in parallel, one for each remaining shard. */
  splitCursor(cursor: string): string[];
}

/** Creates the seats over DynamoDB. Those of a wave are in 16 partitions, so that many users can board one wave without throttling. */
export function createAwsSeats(enrollments: Table, clock: Clock): AwsSeats {
  return {
    async put({ wave, enrollmentId, userId, trigger }) {
      const departure = parseDeparture(wave);
      const until = departure === undefined ? clock.now() + ROW_LIFETIME : departure + WAVE_LIFETIME;
      await enrollments.put({
        ...createSeatKey(wave, enrollmentId),
        userId,
        trigger: encodeBody(trigger),
        [EXPIRES_AT_ATTRIBUTE]: toExpirySeconds(until),
      });
    },
    async get(wave, enrollmentId) {
      const item = await enrollments.get(createSeatKey(wave, enrollmentId));
      return item === undefined ? undefined : parseSeat(wave, { table: enrollments, item }).seat;
    },
    async remove(wave, enrollmentId) {
      await enrollments.delete(createSeatKey(wave, enrollmentId));
    },
    async listByWave(wave, limit, cursor) {
      const items: Seat[] = [];
      let bytes = 0;
      let position: ShardPosition | undefined =
        cursor === undefined ? { shard: 0, last: SHARDS - 1 } : parseShardPosition(cursor);
      while (position !== undefined && items.length < limit) {
        const { shard, after }: ShardPosition = position;
        const page = await enrollments.queryPage({
          partition: createSeatPartition(wave, shard),
          after,
          limit: limit - items.length,
        });
        for (const item of page.items) {
          const { seat, length } = parseSeat(wave, { table: enrollments, item });
          bytes += length;
          if (items.length > 0 && bytes > MAX_PAGE_BYTES) return { items, cursor: formatShardPosition(position) };
          items.push(seat);
          position = { ...position, after: String(item['sk']) };
        }
        position = advanceShardPosition(position, page.cursor);
      }
      return position === undefined ? { items } : { items, cursor: formatShardPosition(position) };
    },
    splitCursor(cursor) {
      const { shard, last, after } = parseShardPosition(cursor);
      const rest = Array.from({ length: last - shard }, (_, index) => shard + 1 + index);
      const parts: ShardPosition[] = [
        { shard, last: shard, after },
        ...rest.map((each) => ({ shard: each, last: each })),
      ];
      return parts.map(formatShardPosition);
    },
  };
}

/** Parses a seat; returns it with the length of its trigger. An unreadable one fails its own dispatch only. */
function parseSeat(wave: string, stored: StoredItem): { readonly seat: Seat; readonly length: number } {
  let length = 0;
  const { sk, userId } = stored.item;
  const seat = createStoredSeat({ wave, enrollmentId: String(sk), userId: String(userId) }, () => {
    readTextAttribute(stored, 'userId');
    const json = readBodyText(stored, 'trigger');
    length = json.length;
    return parseStored(json, TRIGGER, getItemPlace(stored));
  });
  return { seat, length };
}
