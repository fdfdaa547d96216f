import type { Channel } from '../contracts/definition.ts';
import type { MessageDispatched, RenderedMessage } from '../contracts/dispatch.ts';
import { type Instant, parseInstant } from '../contracts/instant.ts';
import { DAY, type TimeSpan } from '../contracts/time-span.ts';
import type { DeliveryKey, PendingDelivery } from '../delivery.ts';

/** The time for which a message is tried that does not name its end. */
const DEFAULT_SENDING_TIME: TimeSpan = DAY;

/** Creates the delivery of a dispatched message before its first attempt. It is not written yet. */
export function createDelivery(
  { dispatchId, channel, part }: DeliveryKey,
  { userId, campaignId, version, variant, statistics, dispatchedAt, sendBefore }: MessageDispatched,
  now: Instant,
): PendingDelivery {
  const end = sendBefore === undefined ? undefined : parseInstant(sendBefore);
  return {
    dispatchId,
    channel,
    part,
    rev: 0,
    userId,
    campaignId,
    version,
    ...(variant !== undefined && { variant }),
    ...(statistics !== undefined && { statistics }),
    createdAt: now,
    sendBefore: end ?? (parseInstant(dispatchedAt) ?? now) + DEFAULT_SENDING_TIME,
    attempts: 0,
    unknownAttempts: 0,
    state: 'pending',
    dueAt: now,
  };
}

/** A message of a dispatch, and its number among those of its channel. */
export interface MessagePart {
  readonly message: RenderedMessage;
  readonly part: number;
}

/** Returns the messages of a dispatch on a channel, numbered from 0. */
export function listMessageParts({ messages }: MessageDispatched, channel: Channel): MessagePart[] {
  return messages.filter((message) => message.channel === channel).map((message, part) => ({ message, part }));
}

/** Creates the deliveries of a dispatched message as they are written first, on the channels that have a sender. */
export function createFirstDeliveries(
  dispatched: MessageDispatched,
  senderChannels: ReadonlySet<Channel>,
  now: Instant,
): PendingDelivery[] {
  const { dispatchId } = dispatched;
  return [...senderChannels].flatMap((channel) =>
    listMessageParts(dispatched, channel).map(({ part }) => ({
      ...createDelivery({ dispatchId, channel, part }, dispatched, now),
      rev: 1,
    })),
  );
}
