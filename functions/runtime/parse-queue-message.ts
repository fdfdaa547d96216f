import type { SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import type { ConnectorEvent } from '../../core/contracts/event.ts';
import { openObject } from '../../core/contracts/fault.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { FORWARDED_AT_ATTRIBUTE, SIZE_CHECKED_RESOURCE } from '../../core/contracts/message-marks.ts';
import { isObject } from '../../core/contracts/object.ts';
import { parseInput } from '../../core/contracts/parse-input.ts';
import { parseJson } from '../../core/contracts/parse-json.ts';
import { MINUTE, type TimeSpan } from '../../core/contracts/time-span.ts';
import { parseEntry, type Refusal } from '../../core/parse-entry.ts';

/** The age at which a message counts as redriven: an event from the bus, or a forwarded one, is in its queue within seconds. */
const REDRIVEN_AGE: TimeSpan = MINUTE;

/** The content of a message of a queue: an event of the bus, or the reason why it is none. */
export type QueueMessage =
  | { readonly event: ConnectorEvent; readonly isRepeated: boolean; readonly body: string }
  | { readonly refusal: Refusal; readonly at: Instant; readonly entry: unknown };

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

/** Parses a message that a rule of the bus put into a queue, or that was forwarded. Its time of arrival is when it was put there, however often it is delivered. */
export function parseQueueMessage(record: SQSRecord): QueueMessage {
  const { attributes, messageAttributes } = parseInput(attributesSchema, record, 'message');
  const { body, messageId } = record;
  const at = attributes.SentTimestamp;
  const envelope = parseJson(body);
  const entry = isObject(envelope)
    ? {
        Source: envelope['source'],
        DetailType: envelope['detail-type'],
        Detail: envelope['detail'],
        Time: envelope['time'],
      }
    : body;
  const entryId = isObject(envelope) && typeof envelope['id'] === 'string' ? envelope['id'] : messageId;
  const resources = isObject(envelope) ? envelope['resources'] : undefined;
  const isSizeChecked = Array.isArray(resources) && resources.includes(SIZE_CHECKED_RESOURCE);
  const parsed = parseEntry(entry, { now: at, entryId, isSizeChecked });
  if ('refusal' in parsed) return { refusal: parsed.refusal, at, entry };
  const putAt =
    messageAttributes[FORWARDED_AT_ATTRIBUTE]?.stringValue ??
    Date.parse(isObject(envelope) ? String(envelope['time']) : '');
  const isRedriven = at - putAt > REDRIVEN_AGE;
  return { event: parsed.event, isRepeated: attributes.ApproximateReceiveCount > 1 || isRedriven, body };
}
