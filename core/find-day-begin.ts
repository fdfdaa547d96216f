import { Temporal } from 'temporal-polyfill';
import type { Instant } from './contracts/instant.ts';
import { MINUTE } from './contracts/time-span.ts';
import { findLocalInstant } from './find-local-instant.ts';

/** The maximum number of answers that are cached: those of a few minutes in every zone. */
const MAX_CACHED_DAYS = 5_000;

// Clocks change at full minutes, and so do days: the users of a wave share a few answers.
const cached = new Map<string, Instant>();

/** A calendar day: so many days before the present one, in a time zone. */
export interface CalendarDay {
  readonly daysBefore: number;
  readonly zone: string;
}

/** Returns the first instant of a calendar day: its local midnight, or the first instant after a clock change that skips it (R22). */
export function findDayBegin(now: Instant, { daysBefore, zone }: CalendarDay): Instant {
  const key = `${zone} ${daysBefore} ${Math.floor(now / MINUTE)}`;
  const known = cached.get(key);
  if (known !== undefined) return known;
  if (cached.size >= MAX_CACHED_DAYS) cached.clear();
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  const begin = findLocalInstant(today.subtract({ days: daysBefore }).toPlainDateTime(), zone);
  cached.set(key, begin);
  return begin;
}
