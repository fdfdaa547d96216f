import * as v from 'valibot';
import { CONSENTS, TRACKING_CONSENTS } from '../../core/contracts/consent.ts';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';
import { UNREACHABLE_REASONS } from '../../core/contracts/left-out-channel.ts';

const statementEntries = {
  at: instantTextSchema,
  /** The producer or the call that made the statement. */
  source: v.string(),
  evidence: v.optional(v.string()),
};

/** The schema of what is known of a user on one channel. */
const contactSchema = v.object({
  /** The address; absent if the user has none. */
  address: v.optional(v.string()),
  /** The latest instant at which the address was given. */
  addressAt: v.optional(instantTextSchema),
  /** The consent, with the statement that it rests on; absent if none was declared. */
  consent: v.optional(
    v.object({
      consent: v.picklist(CONSENTS),
      ...statementEntries,
      /** True if the user opted out: only a later opt-in lifts it (R82). */
      isByUser: v.optional(v.literal(true)),
    }),
  ),
  /** The consent that messages of the channel need. */
  needs: v.string(),
  /** True if a message that is not transactional can be sent. */
  allowed: v.boolean(),
  /** The reason if it cannot (R83). */
  reason: v.optional(v.picklist(UNREACHABLE_REASONS)),
  /** The mark of the address, if the provider could not deliver to it (R84). */
  mark: v.optional(v.object({ at: instantTextSchema, reason: v.string() })),
  /** The consent to the tracking of opens and clicks (R94); absent if none was declared. */
  tracking: v.optional(v.object({ consent: v.picklist(TRACKING_CONSENTS), ...statementEntries })),
});

/** The schema of the profile of a user, with its contacts by channel. */
export const profileSchema = v.object({
  userId: v.string(),
  /** The user into whom the user was merged, and whose profile this is (R65); absent if it was not merged. */
  mergedInto: v.optional(v.string()),
  /** The users who were merged into it; absent if there are none. */
  mergedFrom: v.optional(v.array(v.string())),
  attributes: v.record(v.string(), v.unknown()),
  timeZone: v.optional(v.string()),
  language: v.optional(v.string()),
  contacts: v.object({ email: contactSchema, sms: contactSchema, push: contactSchema }),
});

/** A contact as the HTTP interface returns it. */
export type ContactView = v.InferOutput<typeof contactSchema>;
