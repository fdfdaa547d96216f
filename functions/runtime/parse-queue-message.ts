import type { SQSRecord } from 'aws-lambda';
import type { ConnectorEvent } from '../../core/contracts/event.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { FORWARDED_AT_ATTRIBUTE, SIZE_CHECKED_RESOURCE } from '../../core/contracts/message-marks.ts';
import { isObject } from '../../core/contracts/object.ts';
import { parseJson } from '../../core/contracts/parse-json.ts';
import { MINUTE, type TimeSpan } from '../../core/contracts/time-span.ts';
import { parseEntry, type Refusal } from '../../core/parse-entry.ts';

/** An event on the bus, or one that is handed on, is in its queue within seconds; one that is older was delivered before, or redriven. */
const REDRIVEN_AGE: TimeSpan = MINUTE;

/** What a message of a queue holds: an event of the bus, or why it is none. */
export type QueueMessage =
  | { readonly event: ConnectorEvent; readonly isRepeated: boolean; readonly body: string }
  | { readonly refusal: Refusal; readonly at: Instant; readonly entry: unknown };

/** Reads a message that a rule of the bus put into a queue, or that was handed on. It arrived when it was put there, however often it is read. */
export function parseQueueMessage({ body, attributes, messageAttributes, messageId }: SQSRecord): QueueMessage {
  const at = Number(attributes.SentTimestamp);
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
  const isRedriven = at - Number(putAt) > REDRIVEN_AGE;
  return { event: parsed.event, isRepeated: Number(attributes.ApproximateReceiveCount) > 1 || isRedriven, body };
}
