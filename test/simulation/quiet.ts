import { DAY, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { clockOfUser } from './due.ts';
import type { Done, Plan, User } from './history.ts';

/** The time at which a message leaves that is due at an instant, as the rules demand it where everything is in time. */
export interface Leaving {
  /** The earliest instant: when it is due, or when its quiet hours end. */
  readonly at: number;
  readonly isWithheld: boolean;
  /** The reason why the moment of the departure decides, if it does. */
  readonly open?: string;
}

/** Returns when the message of a trigger leaves that is due at an instant (R25, R26), read minute by minute from a clock on the wall. */
export function leavingOf(plan: Plan, { done, user, due }: { done: Done; user: User; due: number }): Leaving {
  if (plan.quiet === undefined) return { at: due, isWithheld: false };
  const isQuiet = quietTest(plan, done, user);
  // It departs within the minute after it is due.
  const [first, last] = [isQuiet(due), isQuiet(due + MINUTE - SECOND)];
  if (first !== last) return { at: due, isWithheld: false, open: 'it is due when quiet hours begin or end' };
  if (!first) return { at: due, isWithheld: false };
  if (plan.quiet.then === 'withhold') return { at: due, isWithheld: true };
  let end = due;
  while (isQuiet(end) && end < due + 2 * DAY) end += MINUTE;
  const after = plan.duration === undefined ? 0 : end - plan.duration.end;
  if (Math.abs(after) <= MINUTE && plan.duration !== undefined)
    return { at: end, isWithheld: false, open: 'its quiet hours end with the duration' };
  return after > 0 && plan.duration !== undefined ? { at: due, isWithheld: true } : { at: end, isWithheld: false };
}

/** Returns whether a message of a trigger may not leave at an instant, because it is quiet for its user. */
export function isQuietAt(plan: Plan, { done, user, at }: { done: Done; user: User; at: number }): boolean {
  return plan.quiet !== undefined && quietTest(plan, done, user)(at);
}

/** Returns whether a trigger or its due instant lies outside the duration of a plan (R25). */
export function isOutside({ duration }: Plan, { event }: Done, due: number): boolean {
  return duration !== undefined && (event.at < duration.start || event.at > duration.end || due > duration.end);
}

function quietTest({ quiet, companyZone = 'UTC' }: Plan, { event }: Done, user: User): (at: number) => boolean {
  const clock = clockOfUser({ event, companyZone }, user);
  const [from = 0, to = 0] = [quiet?.from ?? '', quiet?.to ?? ''].map((text) => {
    const [hours = 0, minutes = 0] = text.split(':').map(Number);
    return hours * 60 + minutes;
  });
  return (at) => {
    const { minute } = clock.read(at);
    return from < to ? minute >= from && minute < to : minute >= from || minute < to;
  };
}
