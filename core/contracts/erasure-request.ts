import * as v from 'valibot';
import { openObject } from './fault.ts';
import { parseJsonInput } from './parse-input.ts';

/** The body of a message in the queue of erasures: the user whose erasure goes on, or whose merge. What is left to do lies in the store. */
export interface ErasureRequest {
  readonly userId: string;
  /** True if the user was merged into another one. */
  readonly isMerge?: boolean | undefined;
}

const erasureRequestSchema: v.GenericSchema<unknown, ErasureRequest> = openObject({
  userId: v.string('text'),
  isMerge: v.optional(v.boolean('true or false')),
});

/** Parses the body of a message in the queue of erasures. Throws an error that names the field that is wrong. */
export function parseErasureRequest(body: string): ErasureRequest {
  return parseJsonInput(erasureRequestSchema, body, 'message');
}
