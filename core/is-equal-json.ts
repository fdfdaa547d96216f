import { stringifySorted } from './stringify-sorted.ts';

/** Returns whether two values are the same as JSON. The order of the fields of their objects does not matter. */
export function isEqualJson(one: unknown, other: unknown): boolean {
  return stringifySorted(one) === stringifySorted(other);
}
