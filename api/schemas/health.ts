import * as v from 'valibot';
import { sendingSchema } from './sending.ts';

/** The schema of the answer of an installation that can work. */
export const healthSchema = v.object({
  status: v.literal('ok'),
  /** The deployment stage; absent on one machine, which has none. */
  stage: v.optional(v.string()),
  /** The mode and the channels in which it sends itself; absent if it has no senders. */
  sending: v.optional(sendingSchema),
});
