import type { SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import { escapeForSqs } from '../../adapters/aws/escape-for-sqs.ts';
import type { ConnectorEvent } from '../../core/contracts/event.ts';
import { openObject } from '../../core/contracts/fault.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { FORWARDED_AT_ATTRIBUTE, SIZE_CHECKED_RESOURCE } from '../../core/contracts/message-marks.ts';
import { isObject } from '../../core/contracts/object.ts';
import { packSchema } from '../../core/contracts/pack.ts';
import { parseInput } from '../../core/contracts/parse-input.ts';
import { parseJson } from '../../core/contracts/parse-json.ts';
import { MINUTE, type TimeSpan } from '../../core/contracts/time-span.ts';
import { parseEntry, type Refusal } from '../../core/parse-entry.ts';

/** The age at which a message counts as redriven: an event from the bus, or a forwarded one, is in its queue within seconds. */
const REDRIVEN_AGE: TimeSpan = MINUTE;

/** An event of a message of a queue, or the reason why it is none; and its body as a message of its own. */
export type QueueMessage = { readonly getBody: () => string } & (
  | { readonly event: ConnectorEvent; readonly isRepeated: boolean }
  | { readonly refusal: Refusal; readonly at: Instant; readonly entry: unknown; readonly name: string }
);

/** A whole number as SQS writes it: as text. */
const digits = v.pipe(v.string('digits'), v.regex(/^\d+$/, 'digits'), v.transform(Number));

/** The value of an attribute of the type Number. SQS may trim its zeros, so that it can have an exponent. */
const numberText = v.pipe(
  v.string('a number'),
  v.regex(/^\d+(?:\.\d+)?(?:[Ee]\+?\d+)?$/, 'a number'),
  v.transform(Number),
);

/** The schema of the attributes of a message, which SQS and the forwarding handler set. */
const attributesSchema = openObject({
  attributes: openObject({ SentTimestamp: digits, ApproximateReceiveCount: digits }),
  messageAttributes: openObject({
    [FORWARDED_AT_ATTRIBUTE]: v.exactOptional(openObject({ stringValue: numberText })),
  }),
});

/** An event of a message as it was queued, with a name that no other event has. */
interface QueuedEvent {
  readonly envelope: unknown;
  readonly name: string;
  /** The id of the event if neither its envelope nor its content gives one. */
  readonly fallbackId: string;
  readonly getBody: () => string;
}

/** Returns the events of a message: of a pack all, of any other message its one event. Throws if a pack cannot be read. */
export function parseQueueMessages(record: SQSRecord): readonly QueueMessage[] {
  const { body, messageId: name } = record;
  const content = parseJson(body);
  if (!isObject(content) || !('pack' in content)) {
    return [parseQueuedEvent(record, { envelope: content, name, fallbackId: name, getBody: () => body })];
  }
  const { events } = parseInput(packSchema, content, 'pack');
  return events.map((envelope, index) =>
    parseQueuedEvent(record, {
      envelope,
      name: `${name}.${index}`,
      // Sent alone, the event would have another message, and so another id.
      fallbackId: '',
      getBody: () => escapeForSqs(JSON.stringify(envelope)),
    }),
  );
}

/** Parses an event that was queued or forwarded. Its time of arrival is when its message was put into the queue, however often it is delivered. */
function parseQueuedEvent(record: SQSRecord, { envelope, name, fallbackId, getBody }: QueuedEvent): QueueMessage {
  const { attributes, messageAttributes } = parseInput(attributesSchema, record, 'message');
  const at = attributes.SentTimestamp;
  const entry = isObject(envelope)
    ? {
        Source: envelope['source'],
        DetailType: envelope['detail-type'],
        Detail: envelope['detail'],
        Time: envelope['time'],
      }
    : (envelope ?? record.body);
  const entryId = isObject(envelope) && typeof envelope['id'] === 'string' ? envelope['id'] : fallbackId;
  const resources = isObject(envelope) ? envelope['resources'] : undefined;
  const isSizeChecked = Array.isArray(resources) && resources.includes(SIZE_CHECKED_RESOURCE);
  const parsed = parseEntry(entry, { now: at, entryId, isSizeChecked });
  if ('refusal' in parsed) return { refusal: parsed.refusal, at, entry, name, getBody };
  if (parsed.event.id === '') return { refusal: NO_ID, at, entry, name, getBody };
  const putAt =
    messageAttributes[FORWARDED_AT_ATTRIBUTE]?.stringValue ??
    Date.parse(isObject(envelope) ? String(envelope['time']) : '');
  const isRedriven = at - putAt > REDRIVEN_AGE;
  return { event: parsed.event, isRepeated: attributes.ApproximateReceiveCount > 1 || isRedriven, getBody };
}

/** The refusal of an event of a pack that has no id. Its place in the pack is none: sent alone it would be another event. */
const NO_ID: Refusal = {
  code: 'MalformedDetail',
  message: 'Detail.id: expected an id, as in every pack, found nothing',
};
