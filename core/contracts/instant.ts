import { DAY, HOUR, MINUTE, SECOND } from './time-span.ts';

/** A point in time in milliseconds since 1970-01-01T00:00:00Z. It is compared as a number, never as text. */
export type Instant = number;

/** The description of an instant, for messages about faults. */
export const INSTANT_EXPECTED = 'an RFC 3339 instant with a zone, such as 2026-12-01T09:30:00Z, from 1970 to 9999';

/** The end of the year 9999. A later instant cannot be written as RFC 3339. */
export const MAX_INSTANT: Instant = Date.UTC(10_000, 0) - 1;

// Date.parse reads 24:00 as the beginning of the next day.
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ](?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** The text that was parsed last, and its instant: the time of an event is parsed when it is checked, and again when it is used. */
let lastParsed: { readonly text: string; readonly instant: Instant | undefined } = { text: '', instant: undefined };

/**
 * Parses an RFC 3339 instant with a zone. Returns undefined if the text is none (the 30th of February included), or is before 1970 or
 * after 9999. Fractions of a millisecond are cut off.
 */
export function parseInstant(text: string): Instant | undefined {
  if (text !== lastParsed.text) lastParsed = { text, instant: parse(text) };
  return lastParsed.instant;
}

function parse(text: string): Instant | undefined {
  if (!RFC_3339.test(text)) return undefined;
  const instant = Date.parse(text[10] === 'T' ? text : text.replace(' ', 'T').toUpperCase());
  return isInstant(instant) && isRealDay(text) ? instant : undefined;
}

/** The limit above which a number of seconds is taken for milliseconds (R66). */
const MAX_UNIX_SECONDS = 1e11;

/** Converts Unix seconds to an instant. Returns undefined if they are no number, so large that they are milliseconds, or before 1970. */
export function parseUnixSeconds(seconds: number): Instant | undefined {
  const instant = Math.floor(seconds * 1000);
  return seconds <= MAX_UNIX_SECONDS && isInstant(instant) ? instant : undefined;
}

function isInstant(instant: number): boolean {
  return instant >= 0 && instant <= MAX_INSTANT;
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, count) => String(count).padStart(2, '0'));

/** The dates that were formatted before, by day. Formatting a date is slow, and most instants are of a few days. */
const dateCache = new Map<number, string>();
const MAX_CACHED_DATES = 1_000;

/** Formats an instant as RFC 3339 in UTC with milliseconds. */
export function formatInstant(instant: Instant): string {
  const whole = Math.trunc(instant);
  const day = computeDay(whole);
  const time = whole - day * DAY;
  const hour = TWO_DIGITS[Math.floor(time / HOUR)];
  const minute = TWO_DIGITS[Math.floor(time / MINUTE) % 60];
  const second = TWO_DIGITS[Math.floor(time / SECOND) % 60];
  return `${dateCache.get(day) ?? formatDate(day)}${hour}:${minute}:${second}.${String(time % SECOND).padStart(3, '0')}Z`;
}

/** Formats the date of a day, up to and including the T. */
function formatDate(day: number): string {
  const date = new Date(day * DAY).toISOString().slice(0, -'00:00:00.000Z'.length);
  if (dateCache.size >= MAX_CACHED_DATES) dateCache.clear();
  dateCache.set(day, date);
  return date;
}

/** Returns whether the day exists in its month. Date.parse reads the 30th of February as the 2nd of March. */
function isRealDay(text: string): boolean {
  const day = Number(text.slice(8, 10));
  return day <= 28 || day <= new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
}

/** Returns the number of an instant's day since 1970, in UTC. */
export function computeDay(at: Instant): number {
  return Math.floor(at / DAY);
}
