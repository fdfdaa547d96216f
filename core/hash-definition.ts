import type { Definition } from './contracts/definition.ts';
import { sha256 } from './sha256.ts';
import { stringifySorted } from './stringify-sorted.ts';

/**
 * Returns the hash of a definition, in which equal definitions are equal, with their fields in any order: the SHA-256, in base64url, of its
 * JSON without spaces and with the fields of every object in order.
 */
export function hashDefinition(definition: Definition): string {
  return sha256(stringifySorted(definition));
}
