import { Temporal } from 'temporal-polyfill';
import type { Instant } from './contracts/instant.ts';
import { parseLocalTime } from './contracts/local-time.ts';
import type { QuietHours } from './contracts/quiet-hours.ts';
import { MINUTE } from './contracts/time-span.ts';
import { findLocalInstant } from './find-local-instant.ts';

/** The maximum number of answers that are cached: those of a few minutes in every zone. */
const MAX_CACHED_ANSWERS = 5_000;

/** A function that returns the end of the quiet hours that an instant lies in, in a time zone; undefined if it lies in none (R26). */
export type FindQuietEnd = (at: Instant, zone: string) => Instant | undefined;

/** Returns the first instant after another at which quiet hours begin, in a time zone. */
export function findQuietBegin({ from }: Pick<QuietHours, 'from'>, after: Instant, zone: string): Instant {
  const minute = parseLocalTime(from);
  const time = { hour: Math.floor(minute / 60), minute: minute % 60 };
  const today = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(zone).toPlainDate();
  const begin = findLocalInstant(today.toPlainDateTime(time), zone);
  return begin > after ? begin : findLocalInstant(today.add({ days: 1 }).toPlainDateTime(time), zone);
}

/** Creates the function that finds the ends of quiet hours. */
export function createQuietEnds(hours: Pick<QuietHours, 'from' | 'to'>): FindQuietEnd {
  const [from, to] = [parseLocalTime(hours.from), parseLocalTime(hours.to)];
  const isQuiet = (minute: number) => (from < to ? minute >= from && minute < to : minute >= from || minute < to);
  // Clocks change at full minutes, and so do quiet hours: the users of a wave share a few answers.
  const cached = new Map<string, Instant | undefined>();
  const find: FindQuietEnd = (at, zone) => {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
    const minute = local.hour * 60 + local.minute;
    if (!isQuiet(minute)) return undefined;
    const date = local.toPlainDate().add({ days: minute >= to ? 1 : 0 });
    const end = date.toPlainDateTime({ hour: Math.floor(to / 60), minute: to % 60 });
    const first = findLocalInstant(end, zone);
    // In an hour that happens twice, the earlier end may be past.
    return first > at ? first : end.toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds;
  };
  return (at, zone) => {
    const key = `${zone} ${Math.floor(at / MINUTE)}`;
    if (cached.has(key)) return cached.get(key);
    if (cached.size >= MAX_CACHED_ANSWERS) cached.clear();
    const end = find(at, zone);
    cached.set(key, end);
    return end;
  };
}
