import type { SQSRecord } from 'aws-lambda';
import { METRICS } from '../core/contracts/metrics.ts';
import { parseJson } from '../core/contracts/parse-json.ts';
import type { ProviderEvent } from '../core/feedback.ts';
import { applyFeedback } from '../engine/apply-feedback.ts';
import { completeEntries } from '../sources/ses/complete-entries.ts';
import { parseSesEvent } from '../sources/ses/parse-ses-event.ts';
import { parseSnsMessage } from '../sources/ses/parse-sns-message.ts';
import type { ParsedSesEvent } from '../sources/ses/ses-event.ts';
import { type FunctionEnvironment, readSesSettings, type SesHandlerSettings } from './feedback/read-ses-settings.ts';
import { container } from './runtime/background-container.ts';
import type { Container } from './runtime/container.ts';
import { defineQueueHandler } from './runtime/define-queue-handler.ts';

/** Creates the handler of the queue in which the events of SES arrive: from a topic of SNS, or from the bus of the account. */
export function createHandler(environment: FunctionEnvironment) {
  return defineQueueHandler((record, its) => handleRecord(record, readSesSettings(environment), its));
}

export const handler = createHandler(process.env)(container);

async function handleRecord(record: SQSRecord, settings: SesHandlerSettings, { services, meter }: Container) {
  const message = parseSnsMessage(record.body);
  const result =
    message.kind === 'event' ? parseSesEvent(message.body, { ...settings, now: services.clock.now() }) : message;
  switch (result.kind) {
    case 'parsed': {
      const feedback = await applyFeedback(toProviderEvent(result), services);
      if (feedback.kind === 'unknown-user') meter.add(METRICS.providerEventsSkipped, 1, 'unknown-user');
      else if (feedback.changedTo !== undefined) meter.add(METRICS.deliveries, 1, feedback.changedTo);
      return;
    }
    case 'ignored':
      return meter.add(METRICS.providerEventsSkipped, 1, 'no-event');
    case 'skipped':
      return meter.add(METRICS.providerEventsSkipped, 1, nameSkipped(result.eventType));
    case 'rejected':
      return refuse(record, result.reason, services);
  }
}

function toProviderEvent(parsed: ParsedSesEvent): ProviderEvent {
  const { mail, delivery, contact } = parsed;
  return {
    channel: 'email',
    ...(mail.origin === 'own' && { key: mail.key }),
    ...(mail.userId !== undefined && { userId: mail.userId }),
    ...(delivery !== undefined && { report: delivery }),
    contact,
    createEntries: (userId) => completeEntries(parsed, userId),
  };
}

/** The types by which skipped events are counted. Each name is a metric that costs, so that a type which SES does not document is none. */
const COUNTED_TYPES: readonly string[] = [
  'Send',
  'Delivery',
  'Open',
  'Click',
  'Bounce',
  'Complaint',
  'Reject',
  'Rendering Failure',
  'DeliveryDelay',
  'Subscription',
];

function nameSkipped(eventType: string): string {
  return COUNTED_TYPES.includes(eventType) ? eventType : 'other';
}

/** Keeps an event that cannot be read as refused, once for each message of the queue (R61). */
async function refuse(
  { body, messageId, attributes }: SQSRecord,
  message: string,
  { refusals }: Container['services'],
): Promise<void> {
  const at = Number(attributes.SentTimestamp);
  await refusals.add(
    { code: 'MalformedEntry', message, at, entry: parseJson(body) ?? body },
    { id: messageId, since: at },
  );
}
