import type { Instant } from '../contracts/instant.ts';
import type { Sender } from '../contracts/sender.ts';
import { MINUTE, SECOND, type TimeSpan } from '../contracts/time-span.ts';
import type {
  ClosedDelivery,
  Delivery,
  DeliveryFields,
  EndedDelivery,
  PendingDelivery,
  SendingDelivery,
} from '../delivery.ts';

/** The step of a sender after an attempt whose outcome is unknown. */
export type AfterUnknown = Sender['afterUnknown'];

/** The time after the first failure until the next attempt. It doubles with each further one. */
const FIRST_RETRY_DELAY: TimeSpan = 5 * SECOND;
const MAX_RETRY_DELAY: TimeSpan = 15 * MINUTE;

/** Returns the time until the next attempt: 5 s, doubled with each attempt up to 15 minutes. */
export function computeRetryDelay(attempts: number): TimeSpan {
  return Math.min(MAX_RETRY_DELAY, FIRST_RETRY_DELAY * 2 ** Math.min(attempts - 1, 20));
}

/** Returns the fields that a delivery has in every state, for its next state. */
export function toNextFields(delivery: Delivery): DeliveryFields {
  const { dispatchId, channel, part, rev, userId, campaignId, version, variant, statistics, target } = delivery;
  const { createdAt, sendBefore, attempts, unknownAttempts, lastReason } = delivery;
  return {
    dispatchId,
    channel,
    part,
    rev: rev + 1,
    userId,
    campaignId,
    version,
    ...(variant !== undefined && { variant }),
    ...(statistics !== undefined && { statistics }),
    ...(target !== undefined && { target }),
    createdAt,
    sendBefore,
    attempts,
    unknownAttempts,
    ...(lastReason !== undefined && { lastReason }),
  };
}

/** Returns whether a delivery has ended. */
export function isClosed(delivery: Delivery): delivery is ClosedDelivery {
  return delivery.state !== 'pending' && delivery.state !== 'sending';
}

/** Ends a delivery that is not sent. */
export function end(
  delivery: PendingDelivery | SendingDelivery,
  ending: Pick<EndedDelivery, 'state' | 'at' | 'reason'>,
): EndedDelivery {
  return { ...toNextFields(delivery), ...ending };
}

/** The end of an attempt without an answer. */
export interface UnknownAttempt {
  readonly now: Instant;
  readonly reason: string;
  readonly afterUnknown: AfterUnknown;
}

/**
 * Ends an attempt after which it is unknown whether the provider accepted the message (R80). A message that its receiver recognizes is
 * sent again. Any other is sent once more, after the time in which the provider would report that it was sent.
 */
export function endUnknownAttempt(
  delivery: SendingDelivery,
  { now, reason, afterUnknown }: UnknownAttempt,
): PendingDelivery | EndedDelivery {
  const unknownAttempts = delivery.unknownAttempts + 1;
  if (afterUnknown !== 'repeat' && unknownAttempts > 1)
    return end({ ...delivery, unknownAttempts }, { state: 'unknown', at: now, reason });
  const delay = afterUnknown === 'repeat' ? computeRetryDelay(delivery.attempts) : afterUnknown.onceMoreAfter;
  const dueAt = Math.min(now + delay, delivery.sendBefore);
  return { ...toNextFields(delivery), unknownAttempts, lastReason: reason, state: 'pending', dueAt };
}
