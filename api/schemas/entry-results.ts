import * as v from 'valibot';
import { REFUSAL_CODES } from '../../core/parse-entry.ts';

/** The schema of the result of one entry: the id of the event, or the reason why it was refused. */
export const entryResultSchema = v.union([
  v.object({ eventId: v.string() }),
  v.object({ errorCode: v.picklist(REFUSAL_CODES), errorMessage: v.string() }),
]);

/** The schema of the results of a call, one for each entry, in order. */
export const entryResultsSchema = v.object({ entries: v.array(entryResultSchema) });
