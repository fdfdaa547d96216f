import * as v from 'valibot';
import { cursorSchema } from './page.ts';

/** The schema of a wave that waits. */
export const waitingWaveSchema = v.object({
  /** The name of its execution: campaign, publication, departure, and the number of its restart, if it was restarted. */
  name: v.string(),
  campaignId: v.string(),
});

/** A wave that waits, as the HTTP interface returns it. */
export type WaveView = v.InferOutput<typeof waitingWaveSchema>;

/** The schema of a page of the waves that wait. */
export const waitingWaveListSchema = v.object({ waves: v.array(waitingWaveSchema), cursor: cursorSchema });

/** The schema of the answer to a drain: the names of the waves that it ended, and whether none was left when it began. */
export const drainedSchema = v.object({ ended: v.array(v.string()), isDone: v.boolean() });
