import * as v from 'valibot';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';
import { statusSchema } from './campaign.ts';
import { countSchema } from './page.ts';

/** The schema of an apply that began: its token, and the instant until which it may be idle. */
export const applyBegunSchema = v.object({ token: v.string(), since: instantTextSchema, until: instantTextSchema });

/** The schema of the end of an apply, and whether it had ended before. */
export const applyEndedSchema = v.object({ already: v.optional(v.literal(true)) });

/** The schema of a campaign after an act of an apply. */
export const appliedSchema = v.object({
  id: v.string(),
  status: statusSchema,
  version: countSchema,
  revision: countSchema,
  publishedAt: v.optional(instantTextSchema),
  /** The number of waits that a stop cancelled. */
  cancelled: countSchema,
  /** True if the campaign was so already. */
  unchanged: v.optional(v.literal(true)),
});
