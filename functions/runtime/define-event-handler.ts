import type { SQSRecord } from 'aws-lambda';
import { createCachedListeners } from '../../adapters/aws/listeners.ts';
import type { AwsServices } from '../../adapters/aws/services.ts';
import { type ConnectorEvent, getEventName, isUserEvent } from '../../core/contracts/event.ts';
import { METRICS } from '../../core/contracts/metrics.ts';
import type { Container } from './container.ts';
import { defineBatchHandler } from './define-queue-handler.ts';
import { parseQueueMessages, type QueueMessage } from './parse-queue-message.ts';

/** An event, whether an earlier delivery of it may have left something undone, and its body as a message of its own, for forwarding. */
export interface ReceivedEvent<Event extends ConnectorEvent = ConnectorEvent> {
  readonly event: Event;
  readonly isRepeated: boolean;
  /** True if it came with few others, so that no backlog waits behind it. */
  readonly isAmongFew: boolean;
  readonly getBody: () => string;
}

/** A function that handles an event, and returns the number of follow-ups that it was relevant for. */
export type EventHandler = (delivery: ReceivedEvent, services: AwsServices) => Promise<number>;

/** The maximum number of events that are few: a tenth of a batch, and what a queue returns at once. */
const MAX_FEW = 10;

/** The queue that an event came from, the first or the second on its way. An event that is forwarded is counted at the first. */
export type DeliverySource = 'first' | 'second';

/**
 * Defines the handler of a queue of events, which come one in a message or several in a pack. Events of one user are handled one after
 * the other, because they change the same rows; listeners are read once for each key of a batch. What is no event is kept as refused (R61).
 */
export function defineEventHandler(handleEvent: EventHandler, source: DeliverySource) {
  return defineBatchHandler(({ services }, batchLength) => {
    const batchServices = { ...services, listeners: createCachedListeners(services.listeners) };
    const lastByUser = new Map<string, Promise<unknown>>();
    const handleMessage = async (message: QueueMessage, isAmongFew: boolean, container: Container): Promise<void> => {
      if ('refusal' in message) {
        const { refusal, at, entry, name } = message;
        return container.services.refusals.add({ ...refusal, at, entry }, { id: name, since: at });
      }
      const { event } = message;
      // Also where it fails: it did come.
      if (source === 'first' && isUserEvent(event)) container.meter.add(METRICS.eventsArrived, 1);
      const previous = lastByUser.get(event.userId) ?? Promise.resolve();
      const current = previous.then(() => handleEvent({ ...message, isAmongFew }, batchServices));
      lastByUser.set(
        event.userId,
        current.catch(() => undefined),
      );
      countEvent(event, await current, { source, container });
    };
    return async (record, container) => {
      const messages = parseQueueMessages(record);
      const isAmongFew = messages.length === 1 && batchLength <= MAX_FEW;
      const handled = messages.map((message) => handleMessage(message, isAmongFew, container));
      const results = await Promise.allSettled(handled);
      await returnFailed(record, { messages, results, container });
    };
  });
}

/** The events of a record, and the result of each. */
interface HandledRecord {
  readonly messages: readonly QueueMessage[];
  readonly results: readonly PromiseSettledResult<void>[];
  readonly container: Container;
}

/**
 * Puts the events of a pack that failed back into their queue, each alone, so that the others are not repeated with them. Throws where
 * nothing succeeded: the message then comes again as it is. The queue has each event before the pack is acknowledged.
 */
async function returnFailed(record: SQSRecord, { messages, results, container }: HandledRecord): Promise<void> {
  const { inputQueue, log } = container.services;
  const failed = messages.flatMap(({ getBody }, index) => {
    const result = results[index];
    return result?.status === 'rejected' ? [{ index, getBody, reason: result.reason }] : [];
  });
  if (failed.length === messages.length) throw failed[0]?.reason;
  const put = async ({ index, getBody, reason }: (typeof failed)[number]) => {
    await inputQueue.putAlone(getBody());
    log.warn('EVENT_SENT_ALONE', { messageId: record.messageId, event: index, error: String(reason) });
  };
  const returned = await Promise.allSettled(failed.map(put));
  for (const each of returned) if (each.status === 'rejected') throw each.reason;
}

function countEvent(
  event: ConnectorEvent,
  matchCount: number,
  { source, container }: { source: DeliverySource; container: Container },
): void {
  if (matchCount > 0) container.meter.add(METRICS.eventsMatched, matchCount);
  if (source === 'first') container.meter.add(METRICS.eventsReceived, 1, getEventName(event));
}
