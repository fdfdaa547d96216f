import { PendingArrivals, sumArrivals } from '../../core/arrivals.ts';
import { getEventName, type UserEvent } from '../../core/contracts/event.ts';
import { computeDay } from '../../core/contracts/instant.ts';
import { MISSED_LIFETIME } from '../../core/contracts/lifetime.ts';
import { METRICS } from '../../core/contracts/metrics.ts';
import { EXPIRES_AT_ATTRIBUTE, KEY_ATTRIBUTES } from '../../core/contracts/tables.ts';
import { DAY } from '../../core/contracts/time-span.ts';
import { createInteractionKey } from '../../core/matching.ts';
import type { Arrivals, Clock, Log } from '../../core/ports.ts';
import { batchGet } from './batch-get.ts';
import type { DocumentsClient } from './client-interfaces.ts';
import { createMissedKey, parseMissedDay } from './keys.ts';
import type { Meter } from './meter.ts';
import { pickRandomShard, SHARDS } from './shards.ts';
import { type Table, toExpirySeconds } from './table.ts';

/** The counts of arrivals, with those of events that are dropped because no follow-up listens to them. */
export interface Missed extends Arrivals {
  /** Counts events that are dropped, in one write for each two hundred different keys. Throws if they are not counted. */
  add(events: readonly UserEvent[]): Promise<void>;
}

/** The dependencies of the counts. */
export interface MissedDeps {
  readonly documents: DocumentsClient;
  readonly log: Log;
  readonly enrollments: Table;
  readonly clock: Clock;
  readonly meter: Meter;
}

/** The maximum number of keys of a write. DynamoDB accepts expressions of 4 KB. */
const MAX_KEYS = 200;

/**
 * Creates the counts over DynamoDB. A day has an item in each of 16 shards, with a number for each key of events, such as
 * `email.opened#welcome-email`: a call of a hundred events is one write of about a kilobyte.
 */
export function createAwsMissed({ documents, enrollments, clock, meter, log }: MissedDeps): Missed {
  const pending = new PendingArrivals();
  const write = async (sums: readonly (readonly [key: string, count: number])[]): Promise<void> => {
    const now = clock.now();
    const expiresAt = toExpirySeconds(now + MISSED_LIFETIME + DAY);
    for (let first = 0; first < sums.length; first += MAX_KEYS) {
      const some = sums.slice(first, first + MAX_KEYS);
      const text = `SET #e = :e ADD ${some.map((_, index) => `#n${index} :n${index}`).join(', ')}`;
      const names = Object.fromEntries(some.map(([key], index) => [`#n${index}`, key]));
      const values = Object.fromEntries(some.map(([, count], index) => [`:n${index}`, count]));
      await enrollments.update(createMissedKey(computeDay(now), pickRandomShard()), {
        text,
        names: { ...names, '#e': EXPIRES_AT_ATTRIBUTE },
        values: { ...values, ':e': expiresAt },
      });
    }
  };
  return {
    async add(events) {
      await write([...Map.groupBy(events, getMissedKey)].map(([key, { length }]) => [key, length] as const));
      meter.add(METRICS.eventsArrived, events.length);
      for (const event of events) meter.add(METRICS.eventsReceived, 1, getEventName(event));
    },
    async note(event) {
      pending.add(createInteractionKey(event));
      const due = pending.takeDue(clock.now());
      if (due === undefined) return;
      // The counts are for warnings: an event is processed whether or not it is counted.
      await write([...due]).catch((error: unknown) =>
        log.warn('ARRIVALS_NOT_COUNTED', { keys: due.size, error: String(error) }),
      );
    },
    async getByKey(key) {
      const today = computeDay(clock.now());
      const days = Array.from({ length: MISSED_LIFETIME / DAY + 1 }, (_, index) => today - index);
      const keys = days.flatMap((day) => Array.from({ length: SHARDS }, (_, shard) => createMissedKey(day, shard)));
      const items = await batchGet(keys, { documents, table: enrollments.name });
      const found = items.flatMap(({ [KEY_ATTRIBUTES.partition]: partition, [key]: count }) =>
        typeof count === 'number' ? [[parseMissedDay(String(partition)), count] as const] : [],
      );
      return sumArrivals(found);
    },
  };
}

/** Returns the key under which an event is counted: of an interaction its name and its target, of a behavior its name. */
function getMissedKey(event: UserEvent): string {
  return event.kind === 'interaction' ? createInteractionKey(event) : event.behavior;
}
