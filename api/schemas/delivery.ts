import * as v from 'valibot';
import { CHANNELS } from '../../core/contracts/definition.ts';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';
import type { DeliveryState } from '../../core/delivery.ts';
import { cursorSchema } from './page.ts';

const DELIVERY_STATES = [
  'pending',
  'sending',
  'sent',
  'refused',
  'expired',
  'unknown',
  'held-back',
] as const satisfies readonly DeliveryState[];

/** The schema of a delivery: one message of a dispatch on one channel (R80). */
export const deliverySchema = v.object({
  dispatchId: v.string(),
  campaignId: v.string(),
  userId: v.string(),
  channel: v.picklist(CHANNELS),
  /** The number of the message among those of its channel, from 0. */
  part: v.number(),
  /** The address or host that it was last sent to, masked. */
  target: v.optional(v.string()),
  state: v.picklist(DELIVERY_STATES),
  /** The instant at which it was sent or ended; of `pending` that of the next attempt, of `sending` the end of its lease. */
  at: instantTextSchema,
  reason: v.optional(v.string()),
  attempts: v.number(),
  delivered: v.optional(instantTextSchema),
  opened: v.optional(instantTextSchema),
  clicked: v.optional(instantTextSchema),
  bounced: v.optional(instantTextSchema),
});

/** A delivery as the HTTP interface returns it. */
export type DeliveryView = v.InferOutput<typeof deliverySchema>;

/** The schema of a page of deliveries. */
export const deliveryListSchema = v.object({ deliveries: v.array(deliverySchema), cursor: cursorSchema });
