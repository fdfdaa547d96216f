import { formatInstant, type Instant } from '../core/contracts/instant.ts';
import type { Delivery, SentDelivery } from '../core/delivery.ts';
import { maskTarget } from '../core/mask-target.ts';
import type { DeliveryView } from './schemas/delivery.ts';

/** Returns a delivery as the HTTP interface lists it, with its target masked. */
export function toDeliveryView(delivery: Delivery): DeliveryView {
  const { dispatchId, campaignId, userId, channel, part, target, state, attempts } = delivery;
  const reason = findReason(delivery);
  return {
    ...{ dispatchId, campaignId, userId, channel, part },
    ...(target === undefined ? {} : { target: maskTarget(channel, target) }),
    ...{ state, at: formatInstant(findInstant(delivery)) },
    ...(reason === undefined ? {} : { reason }),
    attempts,
    ...(delivery.state === 'sent' ? toReportView(delivery) : {}),
  };
}

function findInstant(delivery: Delivery): Instant {
  switch (delivery.state) {
    case 'pending':
      return delivery.dueAt;
    case 'sending':
      return delivery.leaseUntil;
    default:
      return delivery.at;
  }
}

function findReason(delivery: Delivery): string | undefined {
  switch (delivery.state) {
    case 'pending':
    case 'sending':
      return delivery.lastReason;
    case 'sent':
      return undefined;
    default:
      return delivery.reason;
  }
}

function toReportView({ deliveredAt, openedAt, clickedAt, bouncedAt }: SentDelivery): Partial<DeliveryView> {
  return {
    ...(deliveredAt === undefined ? {} : { delivered: formatInstant(deliveredAt) }),
    ...(openedAt === undefined ? {} : { opened: formatInstant(openedAt) }),
    ...(clickedAt === undefined ? {} : { clicked: formatInstant(clickedAt) }),
    ...(bouncedAt === undefined ? {} : { bounced: formatInstant(bouncedAt) }),
  };
}
