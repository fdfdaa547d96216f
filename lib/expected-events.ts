import { Duration } from 'aws-cdk-lib';

/** The time within which at least one event arrives, while producers work. */
export interface ExpectedEvents {
  readonly within: Duration;
}

const [MIN, MAX] = [Duration.minutes(5), Duration.days(1)];

/** Returns the number of periods of five minutes in a time. Throws if it is none that an alarm can look back on: CloudWatch allows a day. */
export function toFiveMinutes(within: Duration): number {
  const periods = within.toSeconds() / MIN.toSeconds();
  if (Number.isInteger(periods) && periods >= 1 && within.toSeconds() <= MAX.toSeconds()) return periods;
  throw new Error(
    `expectEvents: expected five minutes to a day, in steps of five minutes; found ${within.toHumanString()}`,
  );
}
