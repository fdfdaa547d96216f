import type { Suppressions } from '../../core/ports.ts';
import { createSuppressionText, type Suppression, uniteSuppressions } from '../../core/suppression.ts';

/** Creates the refusals of deleted users in memory. Nothing outlives a rehearsal, so that no address is hashed. */
export function createMemorySuppressions(): Suppressions {
  const suppressions = new Map<string, Suppression>();
  return {
    async get(channel, address) {
      return suppressions.get(createSuppressionText(channel, address));
    },
    async keep(channel, address, suppression) {
      const text = createSuppressionText(channel, address);
      const united = uniteSuppressions(suppressions.get(text), suppression);
      if (united !== undefined) suppressions.set(text, united);
    },
  };
}
