import type { DeliveryKey } from './delivery.ts';

/** Compares deliveries of one dispatch by channel and part. */
export function compareDeliveries(one: DeliveryKey, other: DeliveryKey): number {
  if (one.channel !== other.channel) return one.channel < other.channel ? -1 : 1;
  return one.part - other.part;
}
