import { DAY, HOUR, MINUTE, SECOND } from './span.ts';

/** A point in time: milliseconds since 1970-01-01T00:00:00Z. Compared as a number, never as a string. */
export type Instant = number;

/** The words a person reads where an instant was expected. */
export const INSTANT_EXPECTED = 'an RFC 3339 instant with a zone, such as 2026-12-01T09:30:00Z, from 1970 to 9999';

/** The end of the year 9999: what is later cannot be written as RFC 3339. */
export const MAX_INSTANT: Instant = Date.UTC(10_000, 0) - 1;

// Date.parse takes 24:00 for the beginning of the next day.
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ](?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** Reads an RFC 3339 instant with a zone; undefined where it is none (also for the 30th of February), or is before 1970 or after 9999. Finer than a millisecond is cut off. */
export function parseInstant(text: string): Instant | undefined {
  if (!RFC_3339.test(text)) return undefined;
  const instant = Date.parse(text[10] === 'T' ? text : text.replace(' ', 'T').toUpperCase());
  return isInstant(instant) && isRealDay(text) ? instant : undefined;
}

/** A greater number of seconds is milliseconds (R66). */
const MAX_UNIX_SECONDS = 1e11;

/** Reads Unix seconds; undefined where they are none, milliseconds by their size, or before 1970. */
export function parseUnixSeconds(seconds: number): Instant | undefined {
  const instant = Math.floor(seconds * 1000);
  return seconds <= MAX_UNIX_SECONDS && isInstant(instant) ? instant : undefined;
}

function isInstant(instant: number): boolean {
  return instant >= 0 && instant <= MAX_INSTANT;
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, count) => String(count).padStart(2, '0'));

/** Dates written before, by day: writing them takes longest, and most instants are of few days. */
const dateCache = new Map<number, string>();
const MAX_CACHED_DATES = 1_000;

/** Writes an instant as RFC 3339 in UTC with milliseconds. */
export function formatInstant(instant: Instant): string {
  const whole = Math.trunc(instant);
  const day = Math.floor(whole / DAY);
  const time = whole - day * DAY;
  const hour = TWO_DIGITS[Math.floor(time / HOUR)];
  const minute = TWO_DIGITS[Math.floor(time / MINUTE) % 60];
  const second = TWO_DIGITS[Math.floor(time / SECOND) % 60];
  return `${dateCache.get(day) ?? formatDate(day)}${hour}:${minute}:${second}.${String(time % SECOND).padStart(3, '0')}Z`;
}

/** The date of a day, up to and with its T. */
function formatDate(day: number): string {
  const date = new Date(day * DAY).toISOString().slice(0, -'00:00:00.000Z'.length);
  if (dateCache.size >= MAX_CACHED_DATES) dateCache.clear();
  dateCache.set(day, date);
  return date;
}

/** Date.parse takes the 30th of February for the 2nd of March. */
function isRealDay(text: string): boolean {
  const day = Number(text.slice(8, 10));
  return day <= 28 || day <= new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
}
