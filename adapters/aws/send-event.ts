import type { DetailType } from '../../core/contracts/entry.ts';
import { FIRST_QUEUES } from '../../core/contracts/first-queues.ts';
import { SIZE_CHECKED_RESOURCE } from '../../core/contracts/message-marks.ts';
import { formatPack, MAX_PACK_BYTES, MAX_PACK_EVENTS } from '../../core/contracts/pack.ts';
import type { Clock } from '../../core/ports.ts';
import { createBatcher } from './batcher.ts';
import type { QueuesClient } from './client-interfaces.ts';
import { escapeForSqs } from './escape-for-sqs.ts';
import { createMessageSender, type SendMessage } from './message-sender.ts';
import type { PutEvent } from './put-events.ts';

/** An event that was accepted over HTTP. */
export interface AcceptedEvent {
  readonly source: string;
  readonly detailType: DetailType;
  /** The Detail as JSON, with the id of the event and its instant. */
  readonly detail: string;
  /** True if the Detail is over the limit since its id and its instant were added. */
  readonly isOverLimit: boolean;
}

/** A function that sends an accepted event on its way. Throws if the event is not taken. */
export type SendEvent = (event: AcceptedEvent) => Promise<unknown>;

/** Creates the function that puts events on the bus, from where the rules deliver them to their queues. */
export function createSendToBus(put: PutEvent, busName: string): SendEvent {
  return ({ source, detailType, detail, isOverLimit }) =>
    put({
      EventBusName: busName,
      Source: source,
      DetailType: detailType,
      Detail: detail,
      ...(isOverLimit ? { Resources: [SIZE_CHECKED_RESOURCE] } : {}),
    });
}

/** The first queues of events. */
export interface FirstQueuesDeps {
  readonly queues: QueuesClient;
  readonly eventsQueueUrl: string;
  readonly profilesQueueUrl: string;
  readonly clock: Clock;
}

/** Creates the function that sends events in packs to the queues which the rules of the bus would fill. */
export function createSendToQueues({ queues, clock, ...urls }: FirstQueuesDeps): SendEvent {
  const packer = (queueUrl: string) =>
    createPacker(createMessageSender({ queues, queueUrl, clock, content: 'packs of events' }));
  const packers = { events: packer(urls.eventsQueueUrl), profiles: packer(urls.profilesQueueUrl) };
  return (event) => packers[FIRST_QUEUES[event.detailType]](formatEvent(event));
}

/** Returns an event in the form in which a rule of the bus puts it into a queue, as far as that is read. */
function formatEvent({ source, detailType, detail, isOverLimit }: AcceptedEvent): string {
  const resources = isOverLimit ? { resources: [SIZE_CHECKED_RESOURCE] } : {};
  const envelope = JSON.stringify({ source, 'detail-type': detailType, ...resources });
  // The Detail can be long and is JSON already.
  return escapeForSqs(`${envelope.slice(0, -1)},"detail":${detail}}`);
}

/** Creates a function that packs the events of a turn of the event loop. An event is sent when its pack is. */
function createPacker(send: SendMessage): (event: string) => Promise<void> {
  const limits = { maxItems: MAX_PACK_EVENTS, maxWeight: MAX_PACK_BYTES, maxConcurrency: Number.POSITIVE_INFINITY };
  const weigh = (event: string) => Buffer.byteLength(event) + 1;
  return createBatcher(limits, weigh, async (events: readonly string[]) => {
    await send(formatPack(events));
    return events.map(() => ({ status: 'fulfilled', value: undefined }));
  });
}
