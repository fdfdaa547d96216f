import type { ConnectorEvent } from '../core/contracts/event.ts';
import { listEventKeys } from '../core/matching.ts';

/**
 * Tells the events that have one of the keys under which campaigns listen, and those that have none. Of a recording most
 * are about other things, and need not be played.
 */
export function createRelevanceTest(keys: ReadonlySet<string>): (event: ConnectorEvent) => boolean {
  return (event) => {
    const isKeyed = event.kind === 'interaction' || event.kind === 'behavior';
    return !isKeyed || listEventKeys(event).some((key) => keys.has(key));
  };
}
