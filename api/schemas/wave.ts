import * as v from 'valibot';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';
import { countSchema, cursorSchema } from './page.ts';

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

/** The schema of an upcoming departure of a campaign. */
export const departureSchema = v.object({
  departure: instantTextSchema,
  /** The number of users who wait for it. */
  waiting: countSchema,
  /** True if there are more places in it than were counted, so that more users may wait. */
  isAtLeast: v.optional(v.literal(true)),
});

/** An upcoming departure, as the HTTP interface returns it. */
export type DepartureView = v.InferOutput<typeof departureSchema>;

/** The schema of a page of the upcoming departures of a campaign. */
export const departureListSchema = v.object({ waves: v.array(departureSchema), cursor: cursorSchema });

/** The schema of the answer to a drain: the names of the waves that it ended, and whether none was left when it began. */
export const drainedSchema = v.object({ ended: v.array(v.string()), isDone: v.boolean() });
