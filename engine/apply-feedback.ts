import { isTracked } from '../core/contact.ts';
import { applyReport } from '../core/delivery/apply-report.ts';
import type { Delivery } from '../core/delivery.ts';
import type { DeliveryFeedback, DeliveryReport, ProviderEvent } from '../core/feedback.ts';
import type { Bus, Services } from '../core/ports.ts';
import { retryContendedWrite } from '../core/retry.ts';
import { applyContactFeedback } from './apply-contact-feedback.ts';
import { followContacts } from './follow-merges.ts';
import { reportSent } from './report-sent.ts';
import { writeDelivery } from './write-delivery.ts';

/** The ports by which the events of providers take effect. */
export interface FeedbackServices
  extends Pick<Services, 'deliveries' | 'profiles' | 'contacts' | 'suppressions' | 'log' | 'backoff'> {
  readonly bus: Bus;
}

/** The ports by which a report about a delivery takes effect. */
type ReportServices = Pick<FeedbackServices, 'deliveries' | 'log' | 'backoff' | 'bus'>;

/** The result of an event of a provider: the state to which it brought a delivery, if it did, or that its user is not known. */
export type FeedbackResult =
  | { readonly kind: 'applied'; readonly changedTo?: Delivery['state'] | undefined }
  | { readonly kind: 'unknown-user' };

/**
 * Applies an event of a provider: to the delivery that it is about (R80), to the contact of its user (R84), and as interactions on the bus
 * (R86). Each step may be repeated: after a crash between two of them, a repeat of the event leads to the same end.
 */
export async function applyFeedback(reported: ProviderEvent, services: FeedbackServices): Promise<FeedbackResult> {
  const { event, known } = await removeDenied(reported, services);
  const { delivery, changedTo } = await findDelivery(event, services, known);
  const userId = event.userId ?? delivery?.userId;
  if (userId === undefined) return { kind: 'unknown-user' };
  await applyContactFeedback({ userId, channel: event.channel, feedback: event.contact }, services);
  const entries = event.createEntries(userId);
  // An entry that the bus refuses is kept there for operators: a repeat would be refused again.
  if (entries.length > 0) await services.bus.put(entries);
  return { kind: 'applied', changedTo };
}

/**
 * Leaves of an open or a click only that the message was sent, if its user has denied tracking since (R94). Returns the event and the
 * delivery, if it was read for its user.
 */
async function removeDenied(
  event: ProviderEvent,
  { deliveries, contacts }: FeedbackServices,
): Promise<{ readonly event: ProviderEvent; readonly known?: Delivery | undefined }> {
  const { report, key } = event;
  if (report === undefined || !TRACKED_REPORTS.includes(report.report)) return { event };
  const known = event.userId === undefined && key !== undefined ? await deliveries.get(key) : undefined;
  const userId = event.userId ?? known?.userId;
  if (userId === undefined || isTracked(await followContacts(contacts).get(userId, event.channel)))
    return { event, known };
  return { event: { ...event, report: { ...report, report: 'sent' }, createEntries: () => [] }, known };
}

const TRACKED_REPORTS: readonly DeliveryReport[] = ['opened', 'clicked'];

/**
 * Applies a report about a delivery, which may be known already. It may be repeated. A message of another tool has no delivery, nor has one that was not kept so
 * long: then nothing changes.
 */
export async function applyDeliveryReport(
  report: DeliveryFeedback,
  services: ReportServices,
  known?: Delivery,
): Promise<ReportedDelivery> {
  let current = known;
  return retryContendedWrite({ what: `delivery ${report.dispatchId}`, wait: services.backoff }, async () => {
    const delivery = current ?? (await services.deliveries.get(report));
    current = undefined;
    return delivery === undefined ? {} : reportOnce(delivery, report, services);
  });
}

/** A delivery, and the state to which a report brought it, if it did. */
interface ReportedDelivery {
  readonly delivery?: Delivery | undefined;
  readonly changedTo?: Delivery['state'] | undefined;
}

/** Finds the delivery of an event, after its report. There is none for a message of another tool, or if it was not kept so long. */
async function findDelivery(
  { key, report }: ProviderEvent,
  services: FeedbackServices,
  known?: Delivery,
): Promise<ReportedDelivery> {
  if (key === undefined) return {};
  if (report === undefined) return { delivery: await services.deliveries.get(key) };
  return applyDeliveryReport(report, services, known);
}

/** Writes a delivery after a report. Returns undefined if it is to be read again. */
async function reportOnce(
  delivery: Delivery,
  report: DeliveryFeedback,
  services: ReportServices,
): Promise<ReportedDelivery | undefined> {
  const { deliveries, bus, log } = services;
  const after = applyReport(delivery, report);
  if (after === undefined) {
    warnUnexpected(delivery, report, services);
    return { delivery };
  }
  const changedTo = after.state === delivery.state ? undefined : after.state;
  // Before the write: afterwards, a repeat would not see that the delivery was settled by this report.
  if (after.state === 'sent' && changedTo !== undefined) await reportSent(after, bus);
  if (!(await writeDelivery({ before: delivery, after }, { deliveries }))) return undefined;
  if (after.state === 'refused') {
    const { dispatchId, channel, reason } = after;
    log.warn('MESSAGE_REJECTED', { dispatchId, channel, reason });
  }
  return { delivery: after, changedTo };
}

/** Warns about a report that a message was sent which ended without being sent. After a rejection, it is no surprise that it was accepted. */
function warnUnexpected(
  { dispatchId, channel, state }: Delivery,
  { report }: DeliveryFeedback,
  { log }: Pick<FeedbackServices, 'log'>,
): void {
  const isExpected = state === 'refused' && (report === 'sent' || report === 'rejected');
  if (state === 'sent' || isExpected) return;
  log.warn('REPORT_UNEXPECTED', { dispatchId, channel, state, report });
}
