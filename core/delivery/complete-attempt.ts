import type { Instant } from '../contracts/instant.ts';
import type { SendResult } from '../contracts/sender.ts';
import { HOUR, type TimeSpan } from '../contracts/time-span.ts';
import type { Delivery, SendingDelivery } from '../delivery.ts';
import { type AfterUnknown, computeRetryDelay, end, endUnknownAttempt, toNextFields } from './transitions.ts';

/** The longest time that a provider can ask for. */
const MAX_REQUESTED_DELAY: TimeSpan = HOUR;

/** The facts by which an attempt is completed. */
export interface CompletionFacts {
  readonly now: Instant;
  /** A number from 0 to 1, by which retries are spread: up to half of a delay is taken off. */
  readonly random: number;
  readonly afterUnknown: AfterUnknown;
}

/** Returns a delivery after an attempt: sent, ended, or to be tried again (R80, R87). */
export function completeAttempt(delivery: SendingDelivery, result: SendResult, facts: CompletionFacts): Delivery {
  const { now, random, afterUnknown } = facts;
  switch (result.kind) {
    case 'sent': {
      const { providerId } = result;
      return { ...toNextFields(delivery), state: 'sent', at: now, ...(providerId !== undefined && { providerId }) };
    }
    case 'refused':
      return end(delivery, { state: 'refused', at: now, reason: result.reason });
    case 'unknown':
      return endUnknownAttempt(delivery, { now, reason: result.reason, afterUnknown });
    case 'later': {
      const requested = Math.min(result.after ?? 0, MAX_REQUESTED_DELAY);
      const delay = Math.round(computeRetryDelay(delivery.attempts) * (1 - random / 2));
      const dueAt = Math.min(now + Math.max(requested, delay), delivery.sendBefore);
      return { ...toNextFields(delivery), lastReason: result.reason, state: 'pending', dueAt };
    }
  }
}
