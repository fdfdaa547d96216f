import * as v from 'valibot';
import { CHANNELS } from '../../core/contracts/definition.ts';
import { closedObject } from '../../core/contracts/fault.ts';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';
import { idSchema } from '../../core/contracts/selector.ts';
import { SENDING_MODES } from '../../core/contracts/sending.ts';
import { FINDING_LEVELS } from '../../core/sending-findings.ts';
import { countSchema } from './page.ts';

/** The schema of the mode in which an installation sends, and the number of entries of its allow list (R91). */
const modeEntries = { mode: v.picklist(SENDING_MODES), allow: countSchema };

/** The schema of what an installation sends. */
export const sendingSchema = v.object({ ...modeEntries, channels: v.array(v.picklist(CHANNELS)) });

const haltSchema = v.object({ until: instantTextSchema, reason: v.string() });

/** The schema of the state of a channel. */
export const channelSchema = v.object({
  channel: v.picklist(CHANNELS),
  hasSender: v.boolean(),
  provider: v.optional(v.picklist(['smtp', 'ses', 'https', 'inbox'])),
  /** True if nothing that is sent leaves the machine or the installation. */
  isContained: v.optional(v.boolean()),
  server: v.optional(v.string()),
  from: v.optional(v.string()),
  configurationSet: v.optional(v.string()),
  /** The halt of the channel: its provider accepts nothing until then. */
  halt: v.optional(haltSchema),
  /** The number of published campaigns that use the channel. */
  campaigns: countSchema,
});

/** The state of a channel, as the HTTP interface returns it. */
export type ChannelView = v.InferOutput<typeof channelSchema>;

/** The schema of something that an operator should know about the channels. */
const findingSchema = v.object({
  code: v.string(),
  level: v.picklist([...new Set(Object.values(FINDING_LEVELS))]),
  message: v.string(),
});

/** The schema of the channels of an installation, and what is missing for it to send. */
export const channelsSchema = v.object({
  ...modeEntries,
  publicUrl: v.optional(v.string()),
  channels: v.array(channelSchema),
  findings: v.array(findingSchema),
});

/** The schema of the body of `POST /test-sends`. */
export const testSendRequestSchema = closedObject({
  channel: v.picklist(CHANNELS, `one of ${CHANNELS.join(', ')}`),
  /** An email address, the URL of a webhook, or the id of a user. */
  to: v.pipe(v.string('text'), v.minLength(1, 'text'), v.maxLength(2_048, 'text of at most 2,048 characters')),
  /** The campaign whose messages are sent; absent, a text that only says that it is a test. */
  campaignId: v.optional(idSchema),
  version: v.optional(
    v.pipe(
      v.number('a whole number from 1'),
      v.integer('a whole number from 1'),
      v.minValue(1, 'a whole number from 1'),
    ),
  ),
  /** The variant whose messages are sent; absent, those of all variants (R46). */
  variant: v.optional(idSchema),
  /** The user for whom they are rendered; absent, one of whom nothing is known. */
  userId: v.optional(idSchema),
});

/** The schema of the results of a test. */
export const testSentSchema = v.object({
  sent: v.array(
    v.object({
      part: countSchema,
      /** The result: the provider accepted it, will never accept it, did not accept it now, or did not answer. */
      result: v.picklist(['sent', 'refused', 'later', 'unknown']),
      providerId: v.optional(v.string()),
      reason: v.optional(v.string()),
    }),
  ),
});
