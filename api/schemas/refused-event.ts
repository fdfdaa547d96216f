import * as v from 'valibot';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';
import { REFUSAL_CODES } from '../../core/parse-entry.ts';
import { countSchema, cursorSchema } from './page.ts';

/** The schema of an event that was refused (R61). */
export const refusedEventSchema = v.object({
  /** The id by which it is put again. */
  id: v.string(),
  at: instantTextSchema,
  code: v.picklist(REFUSAL_CODES),
  message: v.string(),
  /** The entry as it came; if it was cut, the beginning of its JSON. */
  entry: v.unknown(),
  /** True if the entry was cut: it was over 64 KiB, or nested over 64 levels. */
  cut: v.optional(v.literal(true)),
  /** The size of the JSON before it was cut. */
  bytes: v.optional(countSchema),
  /** The instant at which it was put again last. */
  retriedAt: v.optional(instantTextSchema),
});

/** The schema of the result of one refused event that was put again: the id of the event, or the reason why it was not put. */
const retryResultSchema = v.union([
  v.object({ id: v.string(), eventId: v.string() }),
  v.object({
    id: v.string(),
    errorCode: v.picklist([...REFUSAL_CODES, 'UnknownId', 'EntryCut']),
    errorMessage: v.string(),
  }),
]);

/** The result of one refused event that was put again. */
export type RetryResult = v.InferOutput<typeof retryResultSchema>;

/** The schema of the results of a call, one for each id, in order. */
export const retryResultsSchema = v.object({ results: v.array(retryResultSchema) });

/** A refused event as the HTTP interface returns it. */
export type RefusedEventView = v.InferOutput<typeof refusedEventSchema>;

/** The schema of a page of refused events. */
export const refusedEventListSchema = v.object({ refused: v.array(refusedEventSchema), cursor: cursorSchema });
