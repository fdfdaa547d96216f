import * as v from 'valibot';
import { CONVERSION_LETTERS } from './conversion.ts';
import { CANCELLED_REASONS, DECISIONS, WITHHELD_REASONS } from './decision.ts';
import { instantTextSchema } from './instant-text.ts';
import { leftOutChannelSchema } from './left-out-channel.ts';

/** The schema of a recorded decision as the HTTP interface returns it (R70). */
export const decisionViewSchema = v.object({
  at: instantTextSchema,
  campaignId: v.string(),
  decision: v.picklist(DECISIONS),
  /** The reason, for `withheld`, `cancelled` and `late-exception` (R73). */
  reason: v.optional(v.picklist([...new Set([...WITHHELD_REASONS, ...CANCELLED_REASONS])])),
  eventId: v.string(),
  dueAt: v.optional(instantTextSchema),
  /** The departure to which a message is held (R26). */
  heldUntil: v.optional(instantTextSchema),
  enrollmentId: v.string(),
  triggeredAt: instantTextSchema,
  /** The version of the campaign that was rendered. */
  version: v.optional(v.number()),
  /** The variant of a message that was sent (R46). */
  variant: v.optional(v.string()),
  /** The exception that caused the decision, as the campaign writes it (R33). */
  exception: v.optional(v.string()),
  /** The channels that were left out of a dispatched message, and why (R83). */
  leftOut: v.optional(v.array(leftOutChannelSchema)),
  /** The channel, the field and the fault of a message that could not be sent (R75). */
  detail: v.optional(v.string()),
  /** The letter of a conversion (R47). */
  conversionEvent: v.optional(v.picklist(CONVERSION_LETTERS)),
});
