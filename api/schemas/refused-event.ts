import * as v from 'valibot';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';
import { REFUSAL_CODES } from '../../core/parse-entry.ts';
import { countSchema, cursorSchema } from './page.ts';

/** The schema of an event that was refused (R61). */
export const refusedEventSchema = v.object({
  at: instantTextSchema,
  code: v.picklist(REFUSAL_CODES),
  message: v.string(),
  /** The entry as it came; if it was cut, the beginning of its JSON. */
  entry: v.unknown(),
  /** True if the entry was cut: it was over 64 KiB, or nested over 64 levels. */
  cut: v.optional(v.literal(true)),
  /** The size of the JSON before it was cut. */
  bytes: v.optional(countSchema),
});

/** A refused event as the HTTP interface returns it. */
export type RefusedEventView = v.InferOutput<typeof refusedEventSchema>;

/** The schema of a page of refused events. */
export const refusedEventListSchema = v.object({ refused: v.array(refusedEventSchema), cursor: cursorSchema });
