import { createCachedListeners } from '../../adapters/aws/listeners.ts';
import type { AwsServices } from '../../adapters/aws/services.ts';
import type { ConnectorEvent } from '../../core/contracts/event.ts';
import { METRICS } from '../../core/contracts/metrics.ts';
import type { Container } from './container.ts';
import { defineBatchHandler } from './define-queue-handler.ts';
import { parseQueueMessage } from './parse-queue-message.ts';

/** An event, whether an earlier delivery of it may have left something undone, and the body of its message, for forwarding. */
export interface Delivery<Event extends ConnectorEvent = ConnectorEvent> {
  readonly event: Event;
  readonly isRepeated: boolean;
  readonly body: string;
}

/** A function that handles an event, and returns the number of follow-ups that it was relevant for. */
export type EventHandler = (delivery: Delivery, services: AwsServices) => Promise<number>;

/** The queue that an event came from, the first or the second on its way. An event that is forwarded is counted at the first. */
export type DeliverySource = 'first' | 'second';

/**
 * Defines the handler of a queue of events. Events of one user are handled one after the other, because they change the same rows;
 * listeners are read once for each key of a batch. A message that is no event is kept as refused (R61).
 */
export function defineEventHandler(handleEvent: EventHandler, source: DeliverySource) {
  return defineBatchHandler(({ services }) => {
    const batchServices = { ...services, listeners: createCachedListeners(services.listeners) };
    const lastByUser = new Map<string, Promise<unknown>>();
    return async (record, container) => {
      const message = parseQueueMessage(record);
      if ('refusal' in message) {
        const { refusal, at, entry } = message;
        return container.services.refusals.add({ ...refusal, at, entry }, { id: record.messageId, since: at });
      }
      const { event } = message;
      const previous = lastByUser.get(event.userId) ?? Promise.resolve();
      const current = previous.then(() => handleEvent(message, batchServices));
      lastByUser.set(
        event.userId,
        current.catch(() => undefined),
      );
      countEvent(event, await current, { source, container });
    };
  });
}

function countEvent(
  event: ConnectorEvent,
  matchCount: number,
  { source, container }: { source: DeliverySource; container: Container },
): void {
  if (matchCount > 0) container.meter.add(METRICS.eventsMatched, matchCount);
  if (source === 'first') container.meter.add(METRICS.eventsReceived, 1, getEventName(event));
}

function getEventName(event: ConnectorEvent): string {
  switch (event.kind) {
    case 'interaction':
      return event.interaction;
    case 'behavior':
      return event.behavior;
    case 'profile':
      return 'profile';
  }
}
