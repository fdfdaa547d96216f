/** An interval that contains the true value with a confidence of 95 %, if its assumptions hold. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A number of events of a number of trials: of conversions, of messages. */
export interface Proportion {
  readonly count: number;
  readonly total: number;
}

/** The 97.5th percentile of the standard normal distribution: 95 % of it lie between this and its negative. */
export const Z_95 = 1.959963984540054;
