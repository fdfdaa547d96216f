import { WEEKDAYS } from '../../core/contracts/schedule-delay.ts';
import { LocalClock } from '../harness/core/local-clock.ts';
import type { Done, Plan, User } from './history.ts';

const clocks = new Map<string, LocalClock>();

/** Returns the instant at which the rules demand the message of a trigger: by clocks that ICU sets, without code of the product (R20 to R23). */
export function dueOf({ delay, calendar: schedule, companyZone = 'UTC' }: Plan, { event }: Done, user: User): number {
  if (schedule === undefined) return event.at + delay;
  const clock = schedule.zone === 'user' ? clockOfUser({ event, companyZone }, user) : clockIn(companyZone);
  const { day } = clock.read(event.at);
  const [hours = 0, minutes = 0] = schedule.at.split(':').map(Number);
  const days = 'in' in schedule ? (DAYS.get(schedule.in) ?? Number.NaN) : daysUntil(schedule.next, day);
  return clock.findFirst({ day: day + days, minute: hours * 60 + minutes });
}

/** Returns the clock of a user: of the zone that the trigger event names, else the profile, else of the company (R21). */
export function clockOfUser(
  { event, companyZone }: Pick<Done, 'event'> & { readonly companyZone: string },
  user: User,
): LocalClock {
  const named = [event.detail['timeZone'], user.zone].find((zone) => typeof zone === 'string' && ZONES.has(zone));
  return clockIn(typeof named === 'string' ? named : companyZone);
}

function clockIn(zone: string): LocalClock {
  const clock = clocks.get(zone) ?? new LocalClock(zone);
  clocks.set(zone, clock);
  return clock;
}

/** Returns whether a message of a plan leaves without a wait. */
export function isImmediate({ delay, calendar }: Plan): boolean {
  return delay === 0 && calendar === undefined;
}

/** The days of the delays that a history may have. */
export const DAYS: ReadonlyMap<string, number> = new Map([
  ['1 day', 1],
  ['2 days', 2],
  ['1 week', 7],
]);

/** The zones that a history may name and that exist. */
export const ZONES: ReadonlySet<string> = new Set([
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
]);

/** Returns the number of days until a weekday comes next. 1970-01-01, the day 0, was a Thursday. */
function daysUntil(weekday: string, day: number): number {
  for (let days = 1; days <= 7; days++) if (WEEKDAYS[(day + days + 3) % 7] === weekday) return days;
  throw new Error(`weekday: expected one of ${WEEKDAYS.join(', ')}, found ${weekday}`);
}
