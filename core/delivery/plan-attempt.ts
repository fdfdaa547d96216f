import type { Instant } from '../contracts/instant.ts';
import type { HoldBackReason } from '../contracts/sending.ts';
import { MINUTE, SECOND, type TimeSpan } from '../contracts/time-span.ts';
import type { ChannelHalt, ClosedDelivery, Delivery, PendingDelivery, SendingDelivery } from '../delivery.ts';
import { type AfterUnknown, end, endUnknownAttempt, isClosed, toNextFields } from './transitions.ts';

/** The time for which an attempt has a delivery for itself, after the time that it takes: to read, and to record its result. */
export const LEASE_RESERVE: TimeSpan = 30 * SECOND;
/** The time after which a paused delivery is looked at again (R92). */
const PAUSE_CHECK: TimeSpan = 2 * MINUTE;

/** The facts that decide about an attempt, read just before it. */
export interface AttemptFacts {
  readonly now: Instant;
  readonly isPaused: boolean;
  /** The halt of the channel, if it has one. */
  readonly halt?: ChannelHalt | undefined;
  /** The target of the message, or the reason why it has none any more (R82 to R84). */
  readonly target: { readonly target: string } | { readonly refused: string };
  /** The reason for which the sending mode holds the message back (R91), if it does. */
  readonly holdBack?: HoldBackReason | undefined;
  readonly afterUnknown: AfterUnknown;
  /** The longest time that an attempt takes. */
  readonly timeout: TimeSpan;
}

/**
 * The plan of an attempt.
 *
 * - `send`: write the delivery, then call the sender.
 * - `write`: write the delivery, then plan again.
 * - `wait`: try again later, because the channel is halted if there is a `haltReason`. Nothing is written.
 * - `closed`: the delivery has ended already.
 */
export type AttemptPlan =
  | { readonly kind: 'send'; readonly delivery: SendingDelivery; readonly target: string }
  | { readonly kind: 'write'; readonly delivery: Delivery }
  | { readonly kind: 'wait'; readonly until: Instant; readonly haltReason?: string }
  | { readonly kind: 'closed'; readonly delivery: ClosedDelivery };

/** Plans the next attempt of a delivery (R80, R87). It is pure: if another writer comes first, it is planned again. */
export function planAttempt(delivery: Delivery, facts: AttemptFacts): AttemptPlan {
  if (isClosed(delivery)) return { kind: 'closed', delivery };
  if (delivery.state === 'pending') return planPending(delivery, facts);
  if (facts.now < delivery.leaseUntil) return { kind: 'wait', until: delivery.leaseUntil };
  return { kind: 'write', delivery: endUnknownAttempt(delivery, { reason: 'no-answer', ...facts }) };
}

function planPending(delivery: PendingDelivery, facts: AttemptFacts): AttemptPlan {
  const { now, isPaused, halt, holdBack, target } = facts;
  const { sendBefore } = delivery;
  if (now >= sendBefore) return { kind: 'write', delivery: expire(delivery, now) };
  const waitUntil = (until: Instant) => ({ kind: 'wait', until: Math.min(until, sendBefore) }) as const;
  if (now < delivery.dueAt) return waitUntil(delivery.dueAt);
  if (isPaused) return waitUntil(now + PAUSE_CHECK);
  const reason = 'refused' in target ? target.refused : holdBack;
  // The provider may have it from an attempt without an answer: nothing says that it was never sent.
  if (reason !== undefined && delivery.unknownAttempts > 0)
    return { kind: 'write', delivery: end(delivery, { state: 'unknown', at: now, reason }) };
  if ('refused' in target)
    return { kind: 'write', delivery: end(delivery, { state: 'refused', at: now, reason: target.refused }) };
  const fields = { ...toNextFields(delivery), target: target.target };
  if (holdBack !== undefined)
    return { kind: 'write', delivery: { ...fields, state: 'held-back', at: now, reason: holdBack } };
  if (halt !== undefined && now < halt.until) return { ...waitUntil(halt.until), haltReason: halt.reason };
  const sending: SendingDelivery = {
    ...fields,
    attempts: delivery.attempts + 1,
    state: 'sending',
    leaseUntil: now + facts.timeout + LEASE_RESERVE,
  };
  return { kind: 'send', delivery: sending, target: target.target };
}

/** Ends a delivery whose time is over. If an attempt may have reached the provider, the outcome is unknown. */
function expire(delivery: PendingDelivery, at: Instant): Delivery {
  const state = delivery.unknownAttempts > 0 ? 'unknown' : 'expired';
  return end(delivery, { state, at, reason: delivery.lastReason ?? 'not-tried' });
}
