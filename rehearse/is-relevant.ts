import type { ConnectorEvent } from '../core/contracts/event.ts';
import { listEventKeys } from '../core/matching.ts';

/**
 * Creates a test that accepts the events with one of the keys that campaigns listen to, and the events without a key.
 * Most events of a recording match no campaign, and need not be played.
 */
export function createRelevanceTest(keys: ReadonlySet<string>): (event: ConnectorEvent) => boolean {
  return (event) => {
    const isKeyed = event.kind === 'interaction' || event.kind === 'behavior';
    return !isKeyed || listEventKeys(event).some((key) => keys.has(key));
  };
}
