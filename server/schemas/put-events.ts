import * as v from 'valibot';
import { REFUSAL_CODES } from '../../core/parse-entry.ts';

const resultSchema = v.union([
  v.object({ EventId: v.string() }),
  v.object({ ErrorCode: v.picklist(REFUSAL_CODES), ErrorMessage: v.string() }),
]);

/** The schema of the answer to PutEvents, as EventBridge gives it. */
export const putEventsSchema = v.object({ FailedEntryCount: v.number(), Entries: v.array(resultSchema) });

/** The answer to PutEvents. */
export type PutEventsView = v.InferOutput<typeof putEventsSchema>;

/** The schema of a refusal of PutEvents as a whole. */
export const putEventsFaultSchema = v.object({ __type: v.string(), message: v.string() });
