import * as v from 'valibot';
import { closedObject } from './fault.ts';
import { localTimeSchema, MINUTES_IN_DAY, parseLocalTime } from './local-time.ts';
import { MINUTE, type TimeSpan } from './time-span.ts';

/** The hours of the day, in the zone of the user, in which no message leaves (R26). They may cross midnight. */
export interface QuietHours {
  /** The local time at which they begin, such as "22:00". */
  readonly from: string;
  /** The local time at which they end: a message may leave at this time. */
  readonly to: string;
  /** The fate of a message that is about to leave: it is held until they end, or withheld. */
  readonly then: 'hold' | 'withhold';
}

/** The shortest time of a day in which messages may leave. */
const MIN_FREE_MINUTES = 60;

const FREE_EXPECTED = 'a time at least an hour before `from`, so that messages can leave, and not equal to it';

/** The schema of quiet hours. */
export const quietHoursSchema = v.pipe(
  closedObject({
    from: localTimeSchema,
    to: localTimeSchema,
    then: v.optional(v.picklist(['hold', 'withhold'], 'hold or withhold'), 'hold'),
  }),
  v.forward(
    // The length is no number if a time is none, which is a fault of its own.
    v.check((hours) => !(MINUTES_IN_DAY - countQuietMinutes(hours) < MIN_FREE_MINUTES), FREE_EXPECTED),
    ['to'],
  ),
);

/** Returns the length of quiet hours on a day without a change of clocks. Equal ends would be a whole day. */
export function getQuietSpan(hours: Pick<QuietHours, 'from' | 'to'>): TimeSpan {
  return countQuietMinutes(hours) * MINUTE;
}

function countQuietMinutes({ from, to }: Pick<QuietHours, 'from' | 'to'>): number {
  const minutes = (parseLocalTime(to) - parseLocalTime(from) + MINUTES_IN_DAY) % MINUTES_IN_DAY;
  return minutes === 0 ? MINUTES_IN_DAY : minutes;
}
