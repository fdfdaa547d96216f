import { Temporal } from 'temporal-polyfill';
import type { Instant } from './contracts/instant.ts';
import { parseLocalTime } from './contracts/local-time.ts';
import { type CalendarDelay, getCalendarDays, WEEKDAYS } from './contracts/schedule-delay.ts';
import { findLocalInstant } from './find-local-instant.ts';

/** The function that computes the due instant for a trigger of an instant, in a time zone (R20, R22). */
export type ComputeDueInstant = (at: Instant, zone: string) => Instant;

/** The maximum number of due instants that are cached for a delay: those of a week in every zone. */
const MAX_CACHED_INSTANTS = 5_000;

/** Creates the function that computes the due instants of a calendar delay. */
export function createDueInstants(delay: CalendarDelay): ComputeDueInstant {
  const minuteOfDay = parseLocalTime(delay.at);
  const time = { hour: Math.floor(minuteOfDay / 60), minute: minuteOfDay % 60 };
  const isoWeekday = 'next' in delay ? WEEKDAYS.indexOf(delay.next) + 1 : 0;
  const fixedDays = 'in' in delay ? getCalendarDays(delay) : undefined;
  // The users of a zone who trigger on one day are due at the same instant.
  const cachedInstants = new Map<string, Instant>();
  return (at, zone) => {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
    const key = `${zone} ${local.year} ${local.dayOfYear}`;
    const known = cachedInstants.get(key);
    if (known !== undefined) return known;
    const days = fixedDays ?? countDaysUntil(isoWeekday, local.dayOfWeek);
    const dueAt = findLocalInstant(local.toPlainDate().add({ days }).toPlainDateTime(time), zone);
    if (cachedInstants.size >= MAX_CACHED_INSTANTS) cachedInstants.clear();
    cachedInstants.set(key, dueAt);
    return dueAt;
  };
}

/** Returns the number of days from one weekday to the next occurrence of another: 7 if it is the same (R20). */
function countDaysUntil(isoWeekday: number, today: number): number {
  return ((isoWeekday - today + 6) % 7) + 1;
}
