import { LIFETIME, WAVE_LIFETIME } from '../../core/contracts/lifetime.ts';
import { MOST_PAGE_BYTES } from '../../core/contracts/page.ts';
import { EXPIRES_AT } from '../../core/contracts/tables.ts';
import { departureIn } from '../../core/contracts/wave.ts';
import type { Clock, Seat, Seats } from '../../core/ports.ts';
import { readJson, writeBody } from './body.ts';
import { nextPlace, type Place, readPlace, SHARDS, shardOf, writePlace } from './shards.ts';
import { expiry, type Item, keyOf, type Table } from './table.ts';

/** Seats in DynamoDB. The rest of a walk past them can be shared. */
export interface AwsSeats extends Seats {
  /** Cursors with which the rest of a walk goes on side by side, one for each shard that is left. */
  parts(cursor: string): string[];
}

/** Seats in DynamoDB: a wave's lie in sixteen partitions, so that a blast that boards one wave is not throttled. */
export function awsSeats(enrollments: Table, clock: Clock): AwsSeats {
  return {
    async put({ wave, enrollmentId, userId, trigger }) {
      const key = keyOf(partitionOf(wave, shardOf(enrollmentId)), enrollmentId);
      const departure = departureIn(wave);
      const until = departure === undefined ? clock.now() + LIFETIME : departure + WAVE_LIFETIME;
      await enrollments.put({ ...key, userId, trigger: writeBody(trigger), [EXPIRES_AT]: expiry(until) });
    },
    async get(wave, enrollmentId) {
      const item = await enrollments.get(partitionOf(wave, shardOf(enrollmentId)), enrollmentId);
      return item === undefined ? undefined : seatOf(wave, item, readJson(item['trigger']));
    },
    async of(wave, most, cursor) {
      const items: Seat[] = [];
      let bytes = 0;
      let place: Place | undefined = cursor === undefined ? { shard: 0, last: SHARDS - 1 } : readPlace(cursor);
      while (place !== undefined && items.length < most) {
        const { shard, after }: Place = place;
        const page = await enrollments.page({ partition: partitionOf(wave, shard), after, most: most - items.length });
        for (const item of page.items) {
          const trigger = readJson(item['trigger']);
          bytes += trigger.length;
          if (items.length > 0 && bytes > MOST_PAGE_BYTES) return { items, cursor: writePlace(place) };
          items.push(seatOf(wave, item, trigger));
          place = { ...place, after: String(item['sk']) };
        }
        place = nextPlace(place, page.cursor);
      }
      return place === undefined ? { items } : { items, cursor: writePlace(place) };
    },
    parts(cursor) {
      const { shard, last, after } = readPlace(cursor);
      const rest = Array.from({ length: last - shard }, (_, index) => shard + 1 + index);
      const parts: Place[] = [{ shard, last: shard, after }, ...rest.map((each) => ({ shard: each, last: each }))];
      return parts.map(writePlace);
    },
  };
}

const partitionOf = (wave: string, shard: number): string => `seat#${wave}#${shard}`;

function seatOf(wave: string, item: Item, trigger: string): Seat {
  return {
    wave,
    enrollmentId: String(item['sk']),
    userId: String(item['userId']),
    trigger: JSON.parse(trigger),
  };
}
