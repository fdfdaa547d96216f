import type { NoLiftReason } from '../contracts/statistics-view.ts';
import { computeWilsonInterval, isProportion } from './compute-rate.ts';
import { type Interval, type Proportion, Z_95 } from './interval.ts';

/**
 * The smallest number of users with a conversion, and without one, in each group of which a lift is stated. The interval of the lift is an
 * approximation for large groups: of fewer it would be too narrow, or not be defined at all.
 */
const MIN_EVENTS_FOR_LIFT = 5;

/** The relative lift of a rate over that of the control group, with its 95 % interval: 0.2 is a fifth more. */
export interface Lift {
  readonly value: number;
  readonly interval: Interval;
}

/** The difference of two rates, with its 95 % interval. */
export interface Difference {
  readonly value: number;
  readonly interval: Interval;
}

/** The groups of a comparison: those who were sent a message, and the control group. */
export interface ComparedGroups {
  readonly treated: Proportion;
  readonly control: Proportion;
}

/**
 * Returns the lift of a rate over that of the control group: (treated - control) / control. Its interval is that of the ratio of both
 * rates on the scale of logarithms (Katz 1978). Returns a reason in its place if the groups are too small for it.
 */
export function computeLift({ treated, control }: ComparedGroups): Lift | NoLiftReason {
  const groups = [treated, control];
  if (groups.some((group) => group.total === 0 || !isProportion(group))) return 'no-users';
  if (groups.some(({ count }) => count < MIN_EVENTS_FOR_LIFT)) return 'too-few-conversions';
  if (groups.some(({ count, total }) => total - count < MIN_EVENTS_FOR_LIFT)) return 'too-few-without-conversion';
  const ratio = treated.count / treated.total / (control.count / control.total);
  const variance = groups.reduce((sum, { count, total }) => sum + 1 / count - 1 / total, 0);
  const factor = Math.exp(Z_95 * Math.sqrt(variance));
  return { value: ratio - 1, interval: { low: ratio / factor - 1, high: ratio * factor - 1 } };
}

/**
 * Returns the difference of two rates: treated - control. Its interval is made of the Wilson intervals of both (Newcombe 1998, method 10),
 * so that it holds for small groups, and for none or all, too. Returns undefined if a group has no users.
 */
export function computeDifference({ treated, control }: ComparedGroups): Difference | undefined {
  if ([treated, control].some((group) => group.total === 0 || !isProportion(group))) return undefined;
  const [one, other] = [treated.count / treated.total, control.count / control.total];
  const [ofOne, ofOther] = [computeWilsonInterval(treated), computeWilsonInterval(control)];
  const value = one - other;
  const below = Math.hypot(one - ofOne.low, ofOther.high - other);
  const above = Math.hypot(ofOne.high - one, other - ofOther.low);
  return { value, interval: { low: value - below, high: value + above } };
}
