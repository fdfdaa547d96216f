import type { ConnectorEvent, Detail } from './contracts/event.ts';
import { formatInstant } from './contracts/instant.ts';

/**
 * Returns the Detail of a parsed event with its id, and with the instant at which it was done. Both are written before an event
 * is queued: a repeat of its message, alone or with others, is then a repeat of the event. The id comes first, because one that was
 * derived from the content depends on the instant that the producer gave (R60).
 */
export function completeDetail({ id, at, detail }: ConnectorEvent): Detail {
  return { ...detail, id, occurredAt: detail['occurredAt'] ?? formatInstant(at) };
}
