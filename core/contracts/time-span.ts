/** A length of time in milliseconds. */
export type TimeSpan = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** The form of a span in a campaign file: a whole number and a unit, such as "30 minutes" or "1 day". */
export const TIME_SPAN_PATTERN = /^(\d{1,9}) (second|minute|hour|day|week)s?$/;

/** The description of a span, for messages about faults. */
export const TIME_SPAN_EXPECTED = 'a whole number of seconds, minutes, hours, days or weeks, such as "30 minutes"';

const UNITS: ReadonlyMap<string, TimeSpan> = new Map([
  ['week', WEEK],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', SECOND],
]);

/** Parses a span such as "30 minutes"; returns undefined for any other text. A day is always 86,400 s, also when clocks change (R20). */
export function parseTimeSpan(text: string): TimeSpan | undefined {
  const parts = TIME_SPAN_PATTERN.exec(text);
  const unit = UNITS.get(parts?.[2] ?? '');
  return parts === null || unit === undefined ? undefined : Number(parts[1]) * unit;
}

/** Formats a span in the largest unit that divides it: 604,800,000 is "1 week". */
export function formatTimeSpan(span: TimeSpan): string {
  for (const [unit, length] of UNITS) {
    if (span >= length && span % length === 0) return `${span / length} ${unit}${span === length ? '' : 's'}`;
  }
  return `${span / SECOND} seconds`;
}
