import * as v from 'valibot';
import { closedObject } from './fault.ts';
import { localTimeSchema } from './local-time.ts';
import { isObject } from './object.ts';
import { DAY, parseTimeSpan, TIME_SPAN_EXPECTED, TIME_SPAN_PATTERN, type TimeSpan } from './time-span.ts';

/** The longest schedule delay (R24). */
export const MAX_DELAY: TimeSpan = 360 * DAY;

/** The weekdays, the first of the ISO week first. */
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** The owners of the time zone that a calendar delay is in (R21). */
export const ZONE_OWNERS = ['user', 'company'] as const;
export type ZoneOwner = (typeof ZONE_OWNERS)[number];

/** A local time of day, and the owner of its zone. */
interface LocalTime {
  /** The time, such as "09:00". */
  readonly at: string;
  readonly zone: ZoneOwner;
}

/** A delay until the next weekday at a time: 7 days if the trigger is on that weekday (R20). */
export interface WeekdayDelay extends LocalTime {
  readonly next: Weekday;
}

/** A delay of calendar days, then until a time (R20). */
export interface DaysDelay extends LocalTime {
  /** The days, such as "1 day" or "2 weeks". */
  readonly in: string;
}

/** A delay whose end depends on the calendar of a time zone. */
export type CalendarDelay = WeekdayDelay | DaysDelay;

/** A schedule delay as a campaign file says it: "none", a span, or a calendar delay (R20). */
export type ScheduleDelay = string | CalendarDelay;

const MAX_CALENDAR_DAYS = MAX_DELAY / DAY;

const ELAPSED_EXPECTED = `"none", or ${TIME_SPAN_EXPECTED}, at most 360 days`;
const DELAY_EXPECTED = `${ELAPSED_EXPECTED}, or a calendar delay, such as { next: saturday, at: "09:00" } or { in: 1 day, at: "09:00" }`;
const DAYS_EXPECTED = `a whole number of days or weeks, such as "1 day", at most ${MAX_CALENDAR_DAYS} days`;
const WEEKDAY_EXPECTED = `one of ${WEEKDAYS.join(', ')}`;
const ZONE_EXPECTED = 'user or company';

const elapsed = v.pipe(
  v.string(DELAY_EXPECTED),
  v.regex(TIME_SPAN_PATTERN, DELAY_EXPECTED),
  v.check((text) => (parseTimeSpan(text) ?? 0) <= MAX_DELAY, ELAPSED_EXPECTED),
);
const elapsedOrNone = v.union([v.literal('none'), elapsed], (issue) =>
  v.is(v.pipe(v.string(), v.regex(TIME_SPAN_PATTERN)), issue.input) ? ELAPSED_EXPECTED : DELAY_EXPECTED,
);

const localTime = {
  at: localTimeSchema,
  zone: v.optional(v.picklist(ZONE_OWNERS, ZONE_EXPECTED), 'user'),
};
const weekdayDelay = closedObject({ next: v.picklist(WEEKDAYS, WEEKDAY_EXPECTED), ...localTime });
const daysDelay = closedObject({
  in: v.pipe(
    v.string(DAYS_EXPECTED),
    v.regex(/^[1-9]\d{0,2} (day|week)s?$/, DAYS_EXPECTED),
    v.check((text) => (parseTimeSpan(text) ?? 0) <= MAX_DELAY, DAYS_EXPECTED),
  ),
  ...localTime,
});

/** The longest change of a clock that is expected within a delay. */
const MAX_CLOCK_CHANGE: TimeSpan = DAY;

/** The schema of a schedule delay as one union. The JSON Schema is generated from it. */
export const delayUnionSchema = v.union([elapsedOrNone, weekdayDelay, daysDelay], DELAY_EXPECTED);

/** The schema of a schedule delay, with the faults of the form that was meant. */
export const delaySchema: v.GenericSchema<unknown, ScheduleDelay> = v.lazy((input) => {
  if (!isObject(input)) return elapsedOrNone;
  if ('next' in input) return weekdayDelay;
  return 'in' in input ? daysDelay : v.never(DELAY_EXPECTED);
});

/** Reads a schedule delay; returns undefined if the input is none. */
export function parseDelay(input: unknown): ScheduleDelay | undefined {
  const read = v.safeParse(delaySchema, input);
  return read.success ? read.output : undefined;
}

/** Returns whether a delay depends on the calendar of a time zone. */
export function isCalendarDelay(delay: ScheduleDelay): delay is CalendarDelay {
  return typeof delay !== 'string';
}

/** Returns an elapsed delay; 0 means none. A calendar delay has no fixed length: undefined. */
export function getElapsedDelay(delay: ScheduleDelay): TimeSpan | undefined {
  return isCalendarDelay(delay) ? undefined : (parseTimeSpan(delay) ?? 0);
}

/** Returns the number of calendar days of a delay. */
export function getCalendarDays(delay: DaysDelay): number {
  return (parseTimeSpan(delay.in) ?? 0) / DAY;
}

/** Returns the longest time that a delay may last, in whatever zone. Clock changes of a day are at most a few hours. */
export function getMaxDelay(delay: ScheduleDelay): TimeSpan {
  if (!isCalendarDelay(delay)) return getElapsedDelay(delay) ?? 0;
  const days = 'next' in delay ? WEEKDAYS.length : getCalendarDays(delay);
  return (days + 1) * DAY;
}

/** Returns the shortest time that a delay may last, in whatever zone: a trigger may come just before midnight. */
export function getMinDelay(delay: ScheduleDelay): TimeSpan {
  if (!isCalendarDelay(delay)) return getElapsedDelay(delay) ?? 0;
  const days = 'next' in delay ? 1 : getCalendarDays(delay);
  return Math.max(0, (days - 1) * DAY - MAX_CLOCK_CHANGE);
}
