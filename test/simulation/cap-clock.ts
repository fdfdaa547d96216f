import type { FrequencyCap } from '../../core/contracts/settings.ts';
import { DAY, parseTimeSpan } from '../../core/contracts/time-span.ts';
import { LocalClock } from '../harness/core/local-clock.ts';
import { ZONES } from './due.ts';
import type { History, Plan, User } from './history.ts';

const clocks = new Map<string, LocalClock>();

/** The test whether a cap that is judged at an instant counts a message of another one (R45). Days are read from a clock on the wall. */
export type Counts = (message: number, judgedAt: number) => boolean;

/** Creates the function that tells which messages a cap counts for a user. */
export function createCounts({ in: span, calendarDays }: FrequencyCap, user: User, { companyZone }: History): Counts {
  const length = parseTimeSpan(span) ?? Number.NaN;
  if (!calendarDays) return (message, judgedAt) => message > judgedAt - length;
  const zone = user.zone !== undefined && ZONES.has(user.zone) ? user.zone : (companyZone ?? 'UTC');
  const clock = clocks.get(zone) ?? new LocalClock(zone);
  clocks.set(zone, clock);
  return (message, judgedAt) => clock.read(message).day > clock.read(judgedAt).day - length / DAY;
}

/** Returns the caps of a history that concern its messages: all of them are pushes, besides those of the inbox. */
export function capsOnPushes({ caps = [] }: History): readonly FrequencyCap[] {
  return caps.filter(({ channel }) => channel === undefined || channel === 'push');
}

/** Returns whether the messages of a plan are capped, only count, or neither. */
export function modeOf({ definition: { frequencyCaps = 'apply' } }: Plan): 'apply' | 'count' | 'ignore' {
  return typeof frequencyCaps === 'object' ? 'count' : frequencyCaps;
}

/** Returns whether the messages of a plan leave to the inbox, too, so that they are never capped as a whole. */
export function hasInbox({ definition: { messages = [] } }: Plan): boolean {
  return messages.some(({ channel }) => channel === 'in_app_message');
}
