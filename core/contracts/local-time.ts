import * as v from 'valibot';

const LOCAL_TIME_PATTERN = /^([01]\d|2[0-3]):([0-5]\d)$/;
const TIME_EXPECTED = 'a time of day from "00:00" to "23:59"';

/** The number of minutes in a day of a clock. */
export const MINUTES_IN_DAY = 24 * 60;

/** The schema of a local time of day, such as "09:00". */
export const localTimeSchema = v.pipe(v.string(TIME_EXPECTED), v.regex(LOCAL_TIME_PATTERN, TIME_EXPECTED));

/** Returns a local time of day in minutes since midnight. */
export function parseLocalTime(text: string): number {
  const [, hours, minutes] = LOCAL_TIME_PATTERN.exec(text) ?? [];
  return Number(hours) * 60 + Number(minutes);
}
