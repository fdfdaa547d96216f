import * as v from 'valibot';
import { truncate } from '../../core/contracts/characters.ts';
import { describeValue, type Fault, formatFault, openObject, toFaults } from '../../core/contracts/fault.ts';
import { formatInstant, type Instant, parseInstant } from '../../core/contracts/instant.ts';
import { isObject } from '../../core/contracts/object.ts';
import { idSchema, MAX_ID_CHARACTERS, objectSchema } from '../../core/contracts/selector.ts';
import type { ContactFeedback } from '../../core/feedback.ts';
import { digest } from '../../core/identity.ts';
import { AHEAD_EXPECTED, MAX_AHEAD } from '../../core/parse-entry.ts';
import { SES_SOURCE } from './complete-entries.ts';
import {
  bounceSchema,
  complaintSchema,
  rejectSchema,
  renderingFailureSchema,
  subscriptionSchema,
} from './feedback-schemas.ts';
import { createOptionalSchema, textsSchema } from './fields.ts';
import { clickSchema, deliveredSchema, openSchema, sendSchema } from './interaction-schemas.ts';
import type { Occurrence, OccurrenceSchema } from './occurrence.ts';
import { type MailFault, type MailResult, readMail } from './read-mail.ts';
import type { RejectedSesEvent, SesEventResult, SesSettings } from './ses-event.ts';
import { findDestination, toAddress } from './to-address.ts';

/** The schemas of the events that are read, by event type. */
const SCHEMAS: ReadonlyMap<string, OccurrenceSchema> = new Map([
  ['Send', sendSchema],
  ['Delivery', deliveredSchema],
  ['Open', openSchema],
  ['Click', clickSchema],
  ['Bounce', bounceSchema],
  ['Complaint', complaintSchema],
  ['Reject', rejectSchema],
  ['Rendering Failure', renderingFailureSchema],
  ['Subscription', subscriptionSchema],
]);

const mailSchema = openObject({
  tags: createOptionalSchema(objectSchema('an object of tags')),
  destination: createOptionalSchema(textsSchema),
});

/**
 * Parses an event of SES, as it is in the `detail` of EventBridge and in the `Message` of SNS. An error rejects this event only.
 */
export function parseSesEvent(body: unknown, settings: SesSettings): SesEventResult {
  try {
    return parseEvent(body, settings);
  } catch (error) {
    return { kind: 'rejected', reason: `the whole: expected an event that can be read, found ${String(error)}` };
  }
}

function parseEvent(body: unknown, settings: SesSettings): SesEventResult {
  if (!isObject(body)) return reject({ path: [], value: body, expected: 'an event of SES, an object' });
  // Notifications of an identity, which is older than configuration sets, name the type otherwise.
  const typeField =
    isAbsent(body['eventType']) && !isAbsent(body['notificationType']) ? 'notificationType' : 'eventType';
  const type = body[typeField];
  if (!v.is(idSchema, type)) return rejectId([typeField], type);
  const schema = SCHEMAS.get(type);
  if (schema === undefined) return skip(type, `${describeValue(type)} is not an event type that we read`);

  const mail = v.safeParse(mailSchema, body['mail']);
  if (!mail.success) return rejectIssues(mail.issues, ['mail']);
  const found = readMail(mail.output, settings);
  if ('skipped' in found) return skip(type, found.skipped);
  if ('fault' in found) return rejectMail(found.fault);
  const messageId = isObject(body['mail']) ? body['mail']['messageId'] : undefined;
  if (!v.is(idSchema, messageId)) return rejectId(['mail', 'messageId'], messageId);

  const occurrence = v.safeParse(schema, body);
  if (!occurrence.success) return rejectIssues(occurrence.issues);
  const { at, timeField } = occurrence.output;
  if (at > settings.now + MAX_AHEAD) {
    return reject({ path: timeField, value: formatInstant(at), expected: AHEAD_EXPECTED });
  }
  const sentAt = Math.min(at, readSentAt(body['mail']) ?? at);
  const event = { type, messageId, sentAt, destinations: mail.output.destination ?? [] };
  return createEvent(event, occurrence.output, found);
}

/** The fields of an event that all types have. */
interface EventFields {
  readonly type: string;
  readonly messageId: string;
  readonly sentAt: Instant;
  readonly destinations: readonly string[];
}

function createEvent(
  event: EventFields,
  occurrence: Occurrence,
  { mail, fields }: Extract<MailResult, { readonly mail: unknown }>,
): SesEventResult {
  const { at, link = '', report } = occurrence;
  const { type, messageId, sentAt } = event;
  const isOwn = mail.origin === 'own';
  // The sender itself tells that an email of ours was sent.
  const told = isOwn && report?.kind === 'sent' ? [] : (occurrence.interactions ?? []);
  const dispatched = { dispatchId: messageId, ...fields };
  const interactions = told.map((each) => ({ ...dispatched, ...each }));
  const contact = createContactFeedback(event, occurrence);
  const delivery =
    isOwn && report !== undefined ? { ...mail.key, ...shorten(report), at, sentAt, providerId: messageId } : undefined;
  if (interactions.length === 0 && contact.length === 0 && delivery === undefined) {
    return skip(type, 'it tells nothing that we need');
  }
  const id = digest(SES_SOURCE, messageId, type, String(at), link);
  return { kind: 'parsed', id, at, mail, interactions, ...(delivery === undefined ? {} : { delivery }), contact };
}

/** Returns the instant at which SES accepted an email; undefined if its event does not tell. */
function readSentAt(mail: unknown): Instant | undefined {
  const timestamp = isObject(mail) ? mail['timestamp'] : undefined;
  return typeof timestamp === 'string' ? parseInstant(timestamp) : undefined;
}

function shorten({ kind, reason }: NonNullable<Occurrence['report']>) {
  return { report: kind, ...(reason === undefined ? {} : { reason: truncate(reason, MAX_ID_CHARACTERS) }) };
}

function createContactFeedback(
  { messageId, destinations }: EventFields,
  { at, undeliverable = [], optOut, report }: Occurrence,
): ContactFeedback[] {
  const reason = truncate(report?.reason ?? '', MAX_ID_CHARACTERS);
  const marks = undeliverable.map((address) => ({
    kind: 'mark' as const,
    mark: { address: findDestination(address, destinations), at, reason },
  }));
  if (optOut === undefined) return marks;
  const evidence = `${truncate(optOut, MAX_ID_CHARACTERS)}, message ${messageId}`;
  const [address] = destinations.length === 1 ? destinations.map(toAddress) : [];
  const statement = { at, source: SES_SOURCE, evidence };
  return [...marks, { kind: 'opt-out', statement, ...(address === undefined ? {} : { address }) }];
}

function skip(type: string, why: string): SesEventResult {
  return { kind: 'skipped', eventType: type, why };
}

function reject({ path, value, expected = 'a value' }: MailFault): RejectedSesEvent {
  return { kind: 'rejected', reason: formatFault({ path, found: describeValue(value), expected }) };
}

function rejectMail(fault: MailFault): RejectedSesEvent {
  return fault.expected === undefined ? rejectId(fault.path, fault.value) : reject(fault);
}

/** Rejects an event because of a value that is not an id, with the reason. */
function rejectId(path: readonly string[], value: unknown): RejectedSesEvent {
  return rejectIssues(v.safeParse(idSchema, value).issues ?? [], path);
}

function rejectIssues(issues: readonly v.BaseIssue<unknown>[], path: Fault['path'] = []): RejectedSesEvent {
  const faults = toFaults(issues).slice(0, MAX_FAULTS);
  return {
    kind: 'rejected',
    reason: faults.map((fault) => formatFault({ ...fault, path: [...path, ...fault.path] })).join('; '),
  };
}

/** The maximum number of faults that a reason names. */
const MAX_FAULTS = 5;

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
