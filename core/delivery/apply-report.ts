import type { Delivery, EndedDelivery, SentDelivery } from '../delivery.ts';
import type { DeliveryFeedback, DeliveryReport } from '../feedback.ts';
import { isEqualJson } from '../is-equal-json.ts';
import { toNextFields } from './transitions.ts';

/** The fields of a delivery that keep the earliest instant of a report. */
type InstantField = 'deliveredAt' | 'openedAt' | 'clickedAt' | 'bouncedAt';

/** The field that each report sets; undefined for one that only proves that the message was sent. */
const INSTANT_FIELDS: Readonly<Record<Exclude<DeliveryReport, 'rejected'>, InstantField | undefined>> = {
  sent: undefined,
  delivered: 'deliveredAt',
  opened: 'openedAt',
  clicked: 'clickedAt',
  bounced: 'bouncedAt',
  complained: undefined,
};

/**
 * Returns a delivery after a report of the provider (R86); undefined if nothing changes. Each report proves that the provider had the
 * message: it settles a delivery that is still tried, or whose outcome is unknown, which is then never sent again (R80). Reports may come
 * in any order and more than once. A message that was sent twice after an unknown outcome has two ids at its provider, and the reports
 * about both count.
 */
export function applyReport(delivery: Delivery, feedback: DeliveryFeedback): Delivery | undefined {
  const { report } = feedback;
  switch (delivery.state) {
    case 'refused':
    case 'expired':
    case 'held-back':
      return undefined;
    case 'pending':
    case 'sending':
    case 'unknown':
      return report === 'rejected'
        ? refuse(delivery, feedback)
        : addReport(settle(delivery, feedback), { ...feedback, report });
    case 'sent': {
      if (report === 'rejected') return refuse(delivery, feedback);
      const reported = addReport(delivery, { ...feedback, report });
      return isEqualJson(reported, delivery) ? undefined : { ...reported, rev: delivery.rev + 1 };
    }
  }
}

function refuse(delivery: Delivery, { at, reason = 'rejected' }: DeliveryFeedback): EndedDelivery {
  return { ...toNextFields(delivery), state: 'refused', at, reason };
}

function settle(delivery: Delivery, { at, sentAt = at, providerId }: DeliveryFeedback): SentDelivery {
  const identified = providerId === undefined ? {} : { providerId };
  return { ...toNextFields(delivery), state: 'sent', at: sentAt, ...identified };
}

/** Adds a report to a delivery that was sent. It names the message that was sent first, and has the earliest instants of all reports. */
function addReport(
  delivery: SentDelivery,
  { report, at, sentAt, providerId }: DeliveryFeedback & { readonly report: keyof typeof INSTANT_FIELDS },
): SentDelivery {
  const field = INSTANT_FIELDS[report];
  return {
    ...delivery,
    ...(sentAt !== undefined &&
      providerId !== undefined &&
      isSentBefore({ sentAt, providerId }, delivery) && { at: sentAt, providerId }),
    ...(field !== undefined && { [field]: Math.min(at, delivery[field] ?? at) }),
  };
}

/** Returns whether a message is another one than a delivery names, and was sent before it. */
function isSentBefore(
  { sentAt, providerId }: Required<Pick<DeliveryFeedback, 'sentAt' | 'providerId'>>,
  delivery: SentDelivery,
): boolean {
  if (delivery.providerId === undefined || delivery.providerId === providerId) return false;
  return sentAt < delivery.at || (sentAt === delivery.at && providerId < delivery.providerId);
}
