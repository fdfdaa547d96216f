import { createCachedListeners } from '../../adapters/aws/listeners.ts';
import type { AwsServices } from '../../adapters/aws/services.ts';
import type { ConnectorEvent } from '../../core/contracts/event.ts';
import { METRICS } from '../../core/contracts/metrics.ts';
import type { Container } from './container.ts';
import { defineBatchHandler } from './define-queue-handler.ts';
import { parseQueueMessage } from './parse-queue-message.ts';

/** An event, whether an earlier delivery of it may have left something undone, and its message, to be handed on. */
export interface Delivery<Event extends ConnectorEvent = ConnectorEvent> {
  readonly event: Event;
  readonly isRepeated: boolean;
  readonly body: string;
}

/** A stage at its door: answers how many follow-ups the event concerned. */
export type EventHandler = (delivery: Delivery, services: AwsServices) => Promise<number>;

/** Which queue of its way it is: an event that is handed on is counted where it first came. */
export type DeliverySource = 'first' | 'second';

/**
 * Takes events from a queue to a stage. Events of one user go one after the other, so that they do not fight over a row;
 * and who listens is asked once for each key of a batch. What is no event is refused, and kept (R61).
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
