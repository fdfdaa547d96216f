import { getEventName, type UserEvent } from '../../core/contracts/event.ts';
import { MISSED_LIFETIME } from '../../core/contracts/lifetime.ts';
import { METRICS } from '../../core/contracts/metrics.ts';
import { EXPIRES_AT_ATTRIBUTE } from '../../core/contracts/tables.ts';
import { DAY } from '../../core/contracts/time-span.ts';
import { listEventKeys } from '../../core/matching.ts';
import type { Clock } from '../../core/ports.ts';
import { computeDay, createMissedKey } from './keys.ts';
import type { Meter } from './meter.ts';
import { pickRandomShard } from './shards.ts';
import { type Table, toExpirySeconds } from './table.ts';

/** The counts of events that no follow-up listened to and that were dropped, by target, interaction and day of arrival. */
export interface Missed {
  /** Counts events, in one write for each two hundred different keys. Throws if they are not counted. */
  add(events: readonly UserEvent[]): Promise<void>;
}

/** The dependencies of the counts. */
export interface MissedDeps {
  readonly enrollments: Table;
  readonly clock: Clock;
  readonly meter: Meter;
}

/** The maximum number of keys of a write. DynamoDB accepts expressions of 4 KB. */
const MAX_KEYS = 200;

/**
 * Creates the counts over DynamoDB. A day has an item in each of 16 shards, with a number for each key of dropped events, such as
 * `email.opened#welcome-email`: a call of a hundred events is one write of about a kilobyte.
 */
export function createAwsMissed({ enrollments, clock, meter }: MissedDeps): Missed {
  return {
    async add(events) {
      const now = clock.now();
      const expiresAt = toExpirySeconds(now + MISSED_LIFETIME + DAY);
      const sums = [...Map.groupBy(events, getMissedKey)].map(([key, { length }]) => [key, length] as const);
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
      meter.add(METRICS.eventsArrived, events.length);
      for (const event of events) meter.add(METRICS.eventsReceived, 1, getEventName(event));
    },
  };
}

/** Returns the key under which an event is counted: of an interaction its name and its target, of a behavior its name. */
function getMissedKey(event: UserEvent): string {
  return event.kind === 'interaction' ? (listEventKeys(event)[0] ?? event.interaction) : event.behavior;
}
