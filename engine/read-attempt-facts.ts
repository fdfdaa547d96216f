import type { Channel } from '../core/contracts/definition.ts';
import type { MessageDispatched, RenderedMessage } from '../core/contracts/dispatch.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { Sender } from '../core/contracts/sender.ts';
import { findHoldBack, type SendingPolicy } from '../core/contracts/sending.ts';
import type { Tracking } from '../core/contracts/settings.ts';
import type { AttemptFacts } from '../core/delivery/plan-attempt.ts';
import { findPause } from '../core/pauses.ts';
import type { Bus, Services } from '../core/ports.ts';
import { findTarget } from './find-target.ts';

/** The ports and the policy by which messages are sent. A sender knows none of the others. */
export interface SendingServices
  extends Pick<Services, 'clock' | 'pauses' | 'settings' | 'contacts' | 'deliveries' | 'log'> {
  readonly policy: SendingPolicy;
  readonly bus: Bus;
  /** Takes one message of the rate of a channel. Returns the instant to try again at if the rate is used up. */
  readonly takeSendSlot: (channel: Channel) => Promise<{ readonly retryAt: Instant } | undefined>;
  /** Returns a number from 0 to 1, by which retries are spread. */
  readonly random: () => number;
}

/** The message that is judged. */
interface JudgedMessage {
  readonly dispatched: MessageDispatched;
  readonly message: RenderedMessage;
  readonly sender: Sender;
}

/** The facts that decide about an attempt, the instant by which the pauses were read, and what is tracked of the message (R94). */
interface ReadFacts {
  readonly facts: AttemptFacts;
  readonly readAt: Instant;
  readonly tracking: Tracking;
}

/** Reads what decides about an attempt to send (R82, R91, R92). */
export async function readAttemptFacts(
  { dispatched, message, sender }: JudgedMessage,
  services: SendingServices,
): Promise<ReadFacts> {
  const { userId, campaignId } = dispatched;
  const { channel, isContained, afterUnknown, timeout } = sender;
  const pauses = await services.pauses.getRecent();
  const halt = await services.deliveries.getHalt(channel);
  const { target, tracking } = await findTarget(dispatched, { message, sender }, services);
  const holdBack =
    'refused' in target
      ? undefined
      : findHoldBack(services.policy, { channel, userId, target: target.target, isContained });
  const isPaused = findPause(pauses.state, campaignId) !== undefined;
  const facts = { now: services.clock.now(), isPaused, halt, target, holdBack, afterUnknown, timeout };
  return { facts, readAt: pauses.readAt, tracking };
}
