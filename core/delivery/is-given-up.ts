import { UNREACHABLE_REASONS } from '../contracts/left-out-channel.ts';
import type { ClosedDelivery } from '../delivery.ts';

/**
 * Returns whether operators have to look at a delivery: it expired, its outcome is unknown, or the provider refused it. That a user may
 * not be reached any more, or that the mode held it back, is no failure.
 */
export function isGivenUp(delivery: ClosedDelivery): boolean {
  if (delivery.state === 'sent' || delivery.state === 'held-back') return false;
  return delivery.state !== 'refused' || !UNREACHABLE_REASONS.some((reason) => reason === delivery.reason);
}
