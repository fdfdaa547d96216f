import { deflateRawSync } from 'node:zlib';

/** The length up to which JSON is stored as text, so that it can be read in a console. A unit of DynamoDB is 1 KB, keys included. */
const MAX_PLAIN_CHARACTERS = 800;

/** Returns a value as an attribute: its JSON, deflated if that is long. A long row shrinks to a fifth, and costs that much less. */
export function encodeBody(value: unknown): string | Uint8Array {
  const json = JSON.stringify(value);
  return json.length <= MAX_PLAIN_CHARACTERS ? json : deflateRawSync(json);
}
