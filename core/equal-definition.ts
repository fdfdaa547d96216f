import type { Definition } from './contracts/definition.ts';
import { stringifySorted } from './stringify-sorted.ts';

/** Returns whether two definitions, both with their defaults filled in, say the same. The order of fields does not matter. */
export function isEqualDefinition(one: Definition, other: Definition): boolean {
  return stringifySorted(one) === stringifySorted(other);
}
