import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** JSON up to this long is stored as it is, to be read in a console; a unit of DynamoDB is 1 KB, keys included. */
const MAX_PLAIN_CHARACTERS = 800;

/** A value as an attribute: JSON as text, or deflated where that is long (a long row shrinks to a fifth, and costs as much less). */
export function encodeBody(value: unknown): string | Uint8Array {
  const json = JSON.stringify(value);
  return json.length <= MAX_PLAIN_CHARACTERS ? json : deflateRawSync(json);
}

/** The value that was written. Throws where it is none: a broken store. */
export function decodeBody<Value>(body: unknown): Value {
  return JSON.parse(decodeJson(body));
}

/** The JSON that was written. */
export function decodeJson(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return inflateRawSync(body).toString();
  throw new Error(`body: expected text or bytes, found ${typeof body}`);
}
