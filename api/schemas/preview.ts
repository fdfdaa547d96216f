import * as v from 'valibot';
import { WITHHELD_REASONS } from '../../core/contracts/decision.ts';
import { CHANNELS } from '../../core/contracts/definition.ts';
import { closedObject } from '../../core/contracts/fault.ts';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';
import { UNREACHABLE_REASONS } from '../../core/contracts/left-out-channel.ts';
import { idSchema, objectSchema } from '../../core/contracts/selector.ts';
import { HOLD_BACK_REASONS } from '../../core/contracts/sending.ts';
import { countSchema } from './page.ts';
import { detailSchema } from './problem.ts';

/** The schema of the body of `POST /preview`, if it is not a definition by itself. */
export const previewRequestSchema = closedObject({
  definition: v.unknown(),
  /** Absent, it is a user of whom nothing is known. */
  userId: v.optional(idSchema),
  /** The Detail of the trigger event; absent, an example is made from the first trigger. */
  trigger: v.optional(objectSchema('the Detail of an event')),
  /** The variant whose messages are rendered; absent, those of all variants (R46). */
  variant: v.optional(idSchema),
});

const unsendableSchema = v.object({ reason: v.picklist(WITHHELD_REASONS), detail: v.optional(v.string()) });

/** The schema of a message as it would be sent to a user. */
export const previewedMessageSchema = v.object({
  channel: v.picklist(CHANNELS),
  /** The variant of the message (R46). */
  variant: v.optional(v.string()),
  /** The number of the message among those of its channel and variant, from 0. */
  part: countSchema,
  /** The language of the translation that was chosen (R93). */
  language: v.optional(v.string()),
  /** The rendered fields, as consumers get them. */
  content: v.optional(v.record(v.string(), v.unknown())),
  /** The reason why it cannot be rendered. */
  problem: v.optional(unsendableSchema),
  /** The variables that have no value for this user, and where. */
  missing: v.array(v.object({ field: v.string(), variable: v.string() })),
  /** True if a sender of the installation sends it. */
  hasSender: v.boolean(),
  /** The address, host or user that it would be sent to, masked. */
  target: v.optional(v.string()),
  /** The reason why the channel is left out for this user. */
  reason: v.optional(v.picklist(UNREACHABLE_REASONS)),
  /** The reason why the mode of the installation would hold it back (R91). */
  heldBack: v.optional(v.picklist(HOLD_BACK_REASONS)),
});

/** A message as it would be sent, as the HTTP interface returns it. */
export type PreviewedMessageView = v.InferOutput<typeof previewedMessageSchema>;

/** The schema of the messages of a campaign for a user. */
export const previewSchema = v.object({
  campaignId: v.optional(v.string()),
  version: v.optional(v.number()),
  userId: v.optional(v.string()),
  /** The variant of the user (R46). */
  variant: v.optional(v.string()),
  /** True if the user is in the control group, and would be sent nothing (R46). */
  isControl: v.optional(v.literal(true)),
  /** The faults of the definition. If there are any, nothing is rendered. */
  faults: v.array(detailSchema),
  warnings: v.array(v.string()),
  trigger: v.optional(v.record(v.string(), v.unknown())),
  messages: v.array(previewedMessageSchema),
  /** The time at which they would leave. */
  leaves: v.optional(
    v.object({
      dueAt: instantTextSchema,
      leavesAt: v.optional(instantTextSchema),
      quietUntil: v.optional(instantTextSchema),
      isPaused: v.optional(v.literal(true)),
    }),
  ),
  /** The first reason for which nothing would be sent. */
  withheld: v.optional(unsendableSchema),
});

/** The messages of a campaign for a user, as the HTTP interface returns them. */
export type PreviewView = v.InferOutput<typeof previewSchema>;
