import * as v from 'valibot';
import { DECISIONS } from '../core/contracts/decision.ts';

const warnings = v.optional(v.array(v.unknown()), []);

/** An act of a campaign's owners (R74). */
const actResponse = v.looseObject({ at: v.string(), by: v.string(), did: v.string(), version: v.number() });

/** A campaign in an answer of the HTTP interface; its further fields are kept for `--json`. */
export const campaignResponse = v.looseObject({
  id: v.string(),
  name: v.string(),
  status: v.string(),
  version: v.number(),
  publishedAt: v.nullish(v.string()),
  counts: v.optional(v.record(v.string(), v.number()), {}),
  reasons: v.optional(v.record(v.string(), v.number()), {}),
  history: v.optional(v.array(actResponse), []),
});

/** A campaign in an answer. */
export type CampaignResponse = v.InferOutput<typeof campaignResponse>;

/** The answer to publishing a campaign. */
export const publishResponse = v.looseObject({
  publishedAt: v.string(),
  version: v.number(),
  warnings: v.array(v.unknown()),
});

/** The answer to stopping or archiving a campaign. */
export const endResponse = v.looseObject({ at: v.string(), cancelled: v.number(), warnings });

/** A decision about a user. */
export const decisionResponse = v.looseObject({
  at: v.string(),
  campaignId: v.string(),
  decision: v.picklist(DECISIONS),
  reason: v.optional(v.string()),
  eventId: v.string(),
  dueAt: v.optional(v.string()),
  exception: v.optional(v.string()),
  detail: v.optional(v.string()),
});

/** An enrollment; its further fields are kept for `--json`. */
export const enrollmentResponse = v.looseObject({
  userId: v.string(),
  state: v.string(),
  reason: v.optional(v.string()),
  dueAt: v.optional(v.string()),
  cancelledBy: v.optional(v.string()),
});

/** An enrollment in an answer. */
export type EnrollmentResponse = v.InferOutput<typeof enrollmentResponse>;

/** A refused event. */
export const refusedResponse = v.looseObject({
  at: v.union([v.string(), v.number()]),
  code: v.string(),
  message: v.string(),
});

/** The answer to putting events: a result for each entry. */
export const putResponse = v.looseObject({
  entries: v.array(v.looseObject({ errorCode: v.optional(v.string()), errorMessage: v.optional(v.string()) })),
});

/** The answer to saving a campaign. */
export const saveResponse = v.looseObject({ id: v.string(), version: v.number() });
