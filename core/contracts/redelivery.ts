import { SECOND, type TimeSpan } from './time-span.ts';

/**
 * The number of deliveries after which a message that always failed is a dead letter. With the delays below that takes over an hour, so
 * that no outage of 40 minutes makes dead letters.
 */
export const MAX_DELIVERIES = 15;

/** The times from a failed delivery to the next one, in order. Further deliveries keep the last, which is the visibility timeout of the matchers. */
const REDELIVERY_DELAYS: readonly TimeSpan[] = [5, 15, 45, 135, 360].map((seconds) => seconds * SECOND);

/** Returns the time from the failed delivery of a message to its next one, by the number of deliveries so far. */
export function getRedeliveryDelay(deliveries: number): TimeSpan {
  return REDELIVERY_DELAYS[deliveries - 1] ?? REDELIVERY_DELAYS.at(-1) ?? 0;
}
