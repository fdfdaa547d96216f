import {
  CONNECTOR_SOURCE,
  MESSAGE_DISPATCHED,
  type RenderedMessage,
  type StatisticsPlace,
} from '../../../core/contracts/dispatch.ts';
import { formatInstant, type Instant } from '../../../core/contracts/instant.ts';
import { onTheBus, record } from '../functions/in-container.ts';

/** Creates a message of the bus, as a queue has it. `statistics` are absent for one of a campaign that has none. */
export function dispatched(userId: string, at: Instant, message: RenderedMessage, statistics?: StatisticsPlace) {
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
    ...(statistics !== undefined && { statistics }),
  };
  return record(onTheBus(detail, { source: CONNECTOR_SOURCE, 'detail-type': MESSAGE_DISPATCHED }));
}
