import * as v from 'valibot';
import { countSchema } from './page.ts';

/** The schema of the result of a call of Braze Currents: the numbers of accepted and skipped records, and the rejected ones. */
export const currentsResultSchema = v.object({
  accepted: countSchema,
  skipped: countSchema,
  rejected: v.array(v.object({ id: v.string(), reason: v.string() })),
});

/** The result of a call of Braze Currents. */
export type CurrentsResult = v.InferOutput<typeof currentsResultSchema>;
