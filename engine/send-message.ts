import { markContact } from '../core/contact-changes.ts';
import type { ContactChannel } from '../core/contracts/consent.ts';
import type { Channel } from '../core/contracts/definition.ts';
import type { MessageDispatched, RenderedMessage } from '../core/contracts/dispatch.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { Sender, SendRequest, SendResult } from '../core/contracts/sender.ts';
import type { Tracking } from '../core/contracts/settings.ts';
import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import { completeAttempt } from '../core/delivery/complete-attempt.ts';
import { createDelivery } from '../core/delivery/create-delivery.ts';
import { planAttempt } from '../core/delivery/plan-attempt.ts';
import { isClosed } from '../core/delivery/transitions.ts';
import type { ClosedDelivery, Delivery, DeliveryKey, SendingDelivery } from '../core/delivery.ts';
import { MAX_PAUSE_AGE } from '../core/pauses.ts';
import { retry } from '../core/retry.ts';
import { isContactChannel } from './find-target.ts';
import { followContacts } from './follow-merges.ts';
import { readAttemptFacts, type SendingServices } from './read-attempt-facts.ts';
import { reportSent } from './report-sent.ts';
import { writeDelivery } from './write-delivery.ts';

/** The maximum number of times that a delivery is read again because another writer changed it. */
const MAX_ROUNDS = 20;

/** The time in which a sender returns after it was asked to give up. */
const ABORT_TIME: TimeSpan = SECOND;

/** A message of a dispatch, and its sender. */
export interface Sending {
  readonly dispatched: MessageDispatched;
  readonly message: RenderedMessage;
  /** The number of the message among those of its channel, from 0. */
  readonly part: number;
  readonly sender: Sender;
}

/** The outcome of a call: the delivery has ended, or is to be tried again. */
export type SendOutcome =
  | { readonly ended: ClosedDelivery; readonly isRepeat: boolean }
  | {
      readonly retryAt: Instant;
      readonly reason?: string | undefined;
      /** True if the provider accepts no message of the channel for a time: the message waits for that. */
      readonly isHalted?: boolean;
    };

/**
 * Sends one message of a dispatch, unless it was sent, has expired, is held back, or may not be sent any more (R80, R82, R87, R91). It may
 * be called any number of times, also at the same time: the provider gets the message once, except after an attempt whose outcome is
 * unknown, which is recorded.
 */
export async function sendMessage(sending: Sending, services: SendingServices): Promise<SendOutcome> {
  const slot = createSendSlot(sending.sender.channel, services);
  const outcome = await retry({ maxAttempts: MAX_ROUNDS }, () => attemptOnce(sending, slot, services));
  if (outcome !== undefined) return outcome;
  throw new Error(`delivery ${sending.dispatched.dispatchId}: written by others ${MAX_ROUNDS} times in a row`);
}

/** Creates the function that takes the permission to send a message of a channel, which is then kept until the message is sent. */
function createSendSlot(channel: Channel, { takeSendSlot }: SendingServices): () => ReturnType<typeof takeSendSlot> {
  let isTaken = false;
  return async () => {
    const refused = isTaken ? undefined : await takeSendSlot(channel);
    isTaken = refused === undefined;
    return refused;
  };
}

/** Makes one step of a delivery. Returns undefined if it is to be read again. */
async function attemptOnce(
  sending: Sending,
  takeSlot: ReturnType<typeof createSendSlot>,
  services: SendingServices,
): Promise<SendOutcome | undefined> {
  const { dispatched, part, sender } = sending;
  const key: DeliveryKey = { dispatchId: dispatched.dispatchId, channel: sender.channel, part };
  const stored = await services.deliveries.get(key);
  if (stored !== undefined && isClosed(stored)) return endDelivery(stored, true, services);
  const { facts, readAt, tracking } = await readAttemptFacts(sending, services);
  const before = stored ?? createDelivery(key, dispatched, facts.now);
  const plan = planAttempt(before, facts);
  switch (plan.kind) {
    case 'closed':
      return endDelivery(plan.delivery, true, services);
    case 'wait':
      return plan.haltReason === undefined
        ? { retryAt: plan.until }
        : { retryAt: plan.until, reason: plan.haltReason, isHalted: true };
    case 'write': {
      const isWritten = await writeDelivery({ before, after: plan.delivery }, services);
      if (!isWritten || !isClosed(plan.delivery)) return undefined;
      return endDelivery(plan.delivery, false, services);
    }
    case 'send': {
      const rate = await takeSlot();
      if (rate !== undefined) return { retryAt: Math.min(rate.retryAt, plan.delivery.sendBefore), reason: 'rate' };
      if (services.clock.now() - readAt > MAX_PAUSE_AGE) return undefined;
      if (!(await writeDelivery({ before, after: plan.delivery }, services))) return undefined;
      return callSender({ ...sending, tracking }, plan.delivery, services);
    }
  }
}

/** Gives a message to the sender and records the result. If this fails, the lease ends, and the outcome counts as unknown. */
async function callSender(
  { dispatched, message, part, sender, tracking }: Sending & { readonly tracking: Tracking },
  delivery: SendingDelivery,
  services: SendingServices,
): Promise<SendOutcome> {
  const { dispatchId, campaignId, version, variant, userId, dispatchedAt } = dispatched;
  const { target = '' } = delivery;
  const result = await sendInTime(sender, {
    dispatchId,
    campaignId,
    version,
    variant,
    userId,
    message,
    part,
    target,
    isTransactional: dispatched.purpose === 'transactional',
    tracking,
    dispatchedAt,
  });
  if (result.kind === 'later' && result.haltFor !== undefined)
    await services.deliveries.setHalt(sender.channel, {
      until: services.clock.now() + result.haltFor,
      reason: result.reason,
    });
  const completed = await recordResult(delivery, { result, sender }, services);
  if (result.kind === 'refused' && result.mark !== undefined && isContactChannel(sender.channel))
    await markAddress(completed, { channel: sender.channel, address: target, reason: result.reason }, services);
  if (isClosed(completed)) return endDelivery(completed, false, services);
  return {
    retryAt: completed.state === 'pending' ? completed.dueAt : completed.leaseUntil,
    reason: completed.lastReason,
    ...(result.kind === 'later' && result.haltFor !== undefined && { isHalted: true }),
  };
}

/** Calls a sender. One that does not return after its time, although it was asked to, is given up: a channel never waits for one call. */
async function sendInTime(sender: Sender, request: SendRequest): Promise<SendResult> {
  const signal = AbortSignal.timeout(sender.timeout);
  const givenUp = new Promise<SendResult>((settle) => {
    const giveUp = () => settle({ kind: 'unknown', reason: 'no-answer' });
    signal.addEventListener('abort', () => setTimeout(giveUp, ABORT_TIME));
  });
  return Promise.race([sender.send(request, signal), givenUp]);
}

/** Writes a delivery after its attempt. An event of the provider may have been faster: what it recorded stays. */
async function recordResult(
  delivery: SendingDelivery,
  { result, sender }: { readonly result: SendResult; readonly sender: Sender },
  { clock, random, deliveries }: SendingServices,
): Promise<Delivery> {
  let current: Delivery = delivery;
  const recorded = await retry({ maxAttempts: MAX_ROUNDS }, async () => {
    if (current.state !== 'sending' || current.attempts !== delivery.attempts) return current;
    const facts = { now: clock.now(), random: random(), afterUnknown: sender.afterUnknown };
    const completed = completeAttempt(current, result, facts);
    if (await writeDelivery({ before: current, after: completed }, { deliveries })) return completed;
    current = (await deliveries.get(delivery)) ?? current;
    return undefined;
  });
  if (recorded === undefined) throw new Error(`delivery ${delivery.dispatchId}: its result could not be written`);
  return recorded;
}

async function markAddress(
  { userId }: Delivery,
  { channel, address, reason }: { readonly channel: ContactChannel; readonly address: string; readonly reason: string },
  { contacts, clock }: SendingServices,
): Promise<void> {
  const mark = { address, reason, at: clock.now() };
  await followContacts(contacts).update(userId, channel, (contact) => markContact(contact, mark));
}

/** Ends a call for a delivery that has ended. A sent one is reported again on every repeat, because a crash may have come before. */
async function endDelivery(ended: ClosedDelivery, isRepeat: boolean, services: SendingServices): Promise<SendOutcome> {
  if (ended.state === 'sent') await reportSent(ended, services.bus);
  return { ended, isRepeat };
}
