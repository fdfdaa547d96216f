import { CONNECTOR_SOURCE, MESSAGE_DISPATCHED, type RenderedMessage } from '../../../core/contracts/dispatch.ts';
import { formatInstant, type Instant } from '../../../core/contracts/instant.ts';
import { onTheBus, record } from '../functions/in-container.ts';

/** Creates a message of the bus, as a queue has it. */
export function dispatched(userId: string, at: Instant, message: RenderedMessage) {
  const now = formatInstant(at);
  const detail = {
    dispatchId: `dispatch-${userId}`,
    campaignId: 'reminder',
    version: 1,
    userId,
    messages: [message],
    trigger: { id: 'event-1' },
    dueAt: now,
    dispatchedAt: now,
  };
  return record(onTheBus(detail, { source: CONNECTOR_SOURCE, 'detail-type': MESSAGE_DISPATCHED }));
}
