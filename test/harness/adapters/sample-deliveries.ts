import { DAY, MINUTE } from '../../../core/contracts/time-span.ts';
import type { Delivery, PendingDelivery } from '../../../core/delivery.ts';
import { NOON } from './sample.ts';

/** Creates a delivery that waits for its first attempt. */
export function pendingDelivery(dispatchId: string, more: Partial<PendingDelivery> = {}): PendingDelivery {
  return {
    ...{ dispatchId, channel: 'email', part: 0, rev: 1, userId: 'ann', campaignId: 'reminder', version: 1 },
    ...{ createdAt: NOON, sendBefore: NOON + DAY, attempts: 0, unknownAttempts: 0 },
    ...{ state: 'pending', dueAt: NOON },
    ...more,
  };
}

/** Creates deliveries in every state, each a revision after the other. */
export function deliveriesInEveryState(dispatchId: string): Delivery[] {
  const { state: _, dueAt: __, ...fields } = pendingDelivery(dispatchId);
  const tried = { ...fields, target: 'ann@example.com', attempts: 2, unknownAttempts: 1, lastReason: 'busy' };
  const at = NOON + MINUTE;
  return [
    pendingDelivery(dispatchId),
    { ...tried, rev: 2, state: 'sending', leaseUntil: at },
    { ...tried, rev: 3, state: 'pending', dueAt: at },
    { ...tried, rev: 4, state: 'sent', at },
    {
      ...{ ...tried, rev: 5, state: 'sent', at, providerId: 'p-1' },
      ...{ deliveredAt: at + 1, openedAt: at + 2, clickedAt: at + 3, bouncedAt: at + 4 },
    },
    { ...tried, rev: 6, state: 'refused', at, reason: 'no such mailbox' },
    { ...tried, rev: 7, state: 'expired', at, reason: 'quota' },
    { ...tried, rev: 8, state: 'unknown', at, reason: 'time-out' },
    { ...fields, rev: 9, state: 'held-back', at, reason: 'sending-off' },
    { ...fields, rev: 10, state: 'held-back', at, reason: 'not-on-allow-list' },
  ];
}
