import type { Delivery } from '../core/delivery.ts';
import type { Deliveries } from '../core/ports.ts';
import { countDelivery } from '../core/statistics/count-delivery.ts';

/** A delivery before a change and after it. */
export interface DeliveryChange {
  readonly before: Delivery;
  readonly after: Delivery;
}

/** Writes a delivery, and what its change adds to the statistics of its campaign (R48). Returns false if another writer came first. */
export function writeDelivery(
  { before, after }: DeliveryChange,
  { deliveries }: { readonly deliveries: Pick<Deliveries, 'write'> },
): Promise<boolean> {
  return deliveries.write(after, countDelivery(before, after));
}
