import * as v from 'valibot';
import { openObject } from './fault.ts';
import { parseJsonInput } from './parse-input.ts';

/** The body of a message in the queue of erasures: the deleted user whose erasure goes on. What is left to do lies in the store. */
export interface ErasureRequest {
  readonly userId: string;
}

const erasureRequestSchema: v.GenericSchema<unknown, ErasureRequest> = openObject({ userId: v.string('text') });

/** Parses the body of a message in the queue of erasures. Throws an error that names the field that is wrong. */
export function parseErasureRequest(body: string): ErasureRequest {
  return parseJsonInput(erasureRequestSchema, body, 'message');
}
