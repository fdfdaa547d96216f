import * as v from 'valibot';
import { CHANNELS } from '../../core/contracts/definition.ts';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';

/** The schema of a message that left, a `Message Dispatched`. Its messages have the rendered fields of their channel. */
const dispatchSchema = v.object({
  dispatchId: v.string(),
  campaignId: v.string(),
  version: v.number(),
  /** The variant that left; absent if the campaign has none. */
  variant: v.optional(v.string()),
  userId: v.string(),
  messages: v.array(v.looseObject({ channel: v.picklist(CHANNELS) })),
  /** The event that triggered the message, as its producer sent it. */
  trigger: v.record(v.string(), v.unknown()),
  dueAt: instantTextSchema,
  dispatchedAt: instantTextSchema,
  sendBefore: v.optional(instantTextSchema),
  purpose: v.optional(v.literal('transactional')),
  /** The place of the message in the statistics of its campaign; absent if it has none. */
  statistics: v.optional(v.object({ day: v.string(), epoch: v.number() })),
});

/** The schema of a page of messages that left. `next` is the cursor for what leaves later. */
export const dispatchListSchema = v.object({
  dispatches: v.array(dispatchSchema),
  cursor: v.optional(v.string()),
  next: v.optional(v.string()),
});

/** A page of messages that left. */
export type DispatchList = v.InferOutput<typeof dispatchListSchema>;
