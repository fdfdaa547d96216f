import { formatInstant, type Instant } from '../contracts/instant.ts';
import { MINUTE } from '../contracts/time-span.ts';
import { UTC } from '../contracts/time-zone.ts';

/** The maximum number of quarters of an hour whose day is cached. */
const MAX_CACHED = 5_000;
/** A quarter of an hour: every zone begins its days at a multiple of it. */
const QUARTER = 15 * MINUTE;

const cachedDays = new Map<string, string>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** Returns the day of an instant in a time zone, such as `2026-12-01`. Temporal would add half as much again to functions that count. */
export function computeLocalDay(at: Instant, zone: string): string {
  const quarter = Math.floor(at / QUARTER);
  const key = `${quarter} ${zone}`;
  const known = cachedDays.get(key);
  if (known !== undefined) return known;
  const day = formatDay(quarter * QUARTER, zone);
  if (cachedDays.size >= MAX_CACHED) cachedDays.clear();
  cachedDays.set(key, day);
  return day;
}

function formatDay(at: Instant, timeZone: string): string {
  if (timeZone === UTC) return formatInstant(at).slice(0, 'yyyy-mm-dd'.length);
  const options = {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  } as const;
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-US', options);
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return [parts.get('year')?.padStart(4, '0'), parts.get('month'), parts.get('day')].join('-');
}
