import * as v from 'valibot';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';

/** The schema of the answer to a recount: when it began, and whether it is done already. */
export const recountBegunSchema = v.object({
  /** The begin of the recount; of one that was running before the call, if there was one. */
  begunAt: instantTextSchema,
  isDone: v.boolean(),
});
