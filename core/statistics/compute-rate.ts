import { type Interval, type Proportion, Z_95 } from './interval.ts';

/** A rate with its 95 % interval. */
export interface Rate {
  readonly value: number;
  readonly interval: Interval;
}

/** Returns the rate of a proportion with its Wilson score interval; undefined of no trials. */
export function computeRate({ count, total }: Proportion): Rate | undefined {
  if (total === 0) return undefined;
  if (!isProportion({ count, total })) return undefined;
  return { value: count / total, interval: computeWilsonInterval({ count, total }) };
}

/** Returns whether numbers are a proportion: counts of an installation that lost some may not be one. */
export function isProportion({ count, total }: Proportion): boolean {
  return Number.isInteger(count) && Number.isInteger(total) && count >= 0 && count <= total;
}

/** Returns the Wilson score interval of a proportion of at least one trial, without a correction for continuity (Wilson 1927). */
export function computeWilsonInterval({ count, total }: Proportion): Interval {
  const rate = count / total;
  const square = Z_95 ** 2;
  const denominator = 1 + square / total;
  const center = (rate + square / (2 * total)) / denominator;
  const half = (Z_95 / denominator) * Math.sqrt((rate * (1 - rate)) / total + square / (4 * total ** 2));
  // Both ends are exact there, and rounding must not move them beyond what a rate can be.
  return {
    low: count === 0 ? 0 : Math.max(0, center - half),
    high: count === total ? 1 : Math.min(1, center + half),
  };
}
