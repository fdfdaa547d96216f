import { checkDefinition } from './check-definition.ts';
import type { Definition } from './contracts/definition.ts';

/**
 * Returns a stored definition with the defaults of today filled in, to compare it with one that was checked today. One that an earlier
 * release accepted may have faults today, and is returned as it is.
 */
export function toCanonicalDefinition(stored: Definition): Definition {
  const checked = checkDefinition(stored);
  return 'definition' in checked ? checked.definition : stored;
}
