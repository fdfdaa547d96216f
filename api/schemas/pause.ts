import * as v from 'valibot';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';

/** The schema of a pause (R92): who began it, and when. One that came with the deployment has no instant. */
export const pauseSchema = v.object({ by: v.string(), at: v.optional(instantTextSchema) });

/** The schema of the answer to a pause: as it holds, and whether it was there already. */
export const pausedSchema = v.object({ ...pauseSchema.entries, already: v.optional(v.literal(true)) });

/** The schema of the answer to a resumption, and whether nothing was paused. */
export const resumedSchema = v.object({ at: instantTextSchema, already: v.optional(v.literal(true)) });

/** The schema of all pauses: that of all, those of campaigns, and who paused and resumed what (R74). */
export const pausesSchema = v.object({
  all: v.optional(pauseSchema),
  campaigns: v.record(v.string(), pauseSchema),
  history: v.array(
    v.object({
      at: instantTextSchema,
      by: v.string(),
      did: v.picklist(['paused', 'resumed']),
      /** Absent for all campaigns. */
      campaignId: v.optional(v.string()),
    }),
  ),
});

/** A pause as the HTTP interface returns it. */
export type PauseView = v.InferOutput<typeof pauseSchema>;
