import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** JSON up to this long is stored as it is, to be read in a console; a unit of DynamoDB is 1 KB, keys included. */
const LONGEST_PLAIN = 800;

/** A value as an attribute: JSON as text, or deflated where that is long (a long row shrinks to a fifth, and costs as much less). */
export function writeBody(value: unknown): string | Uint8Array {
  const json = JSON.stringify(value);
  return json.length <= LONGEST_PLAIN ? json : deflateRawSync(json);
}

/** The value that was written. Throws where it is none: a broken store. */
export function readBody<Value>(body: unknown): Value {
  return JSON.parse(readJson(body));
}

/** The JSON that was written. */
export function readJson(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return inflateRawSync(body).toString();
  throw new Error(`body: expected text or bytes, found ${typeof body}`);
}
