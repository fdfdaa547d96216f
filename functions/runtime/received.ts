import type { SQSRecord } from 'aws-lambda';
import type { ConnectorEvent } from '../../core/contracts/event.ts';
import { HANDED_ON_AT, MEASURED } from '../../core/contracts/handed-on.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { isObject } from '../../core/contracts/object.ts';
import { MINUTE, type Span } from '../../core/contracts/span.ts';
import { type Refusal, readEntry } from '../../core/read-entry.ts';

/** An event on the bus, or one that is handed on, is in its queue within seconds; one that is older was delivered before, or redriven. */
const REDRIVEN_AFTER: Span = MINUTE;

/** What a message of a queue holds: an event of the bus, or why it is none. */
export type Received =
  | { readonly event: ConnectorEvent; readonly isRepeated: boolean; readonly body: string }
  | { readonly refusal: Refusal; readonly at: Instant; readonly entry: unknown };

/** Reads a message that a rule of the bus put into a queue, or that was handed on. It arrived when it was put there, however often it is read. */
export function receivedIn({ body, attributes, messageAttributes, messageId }: SQSRecord): Received {
  const at = Number(attributes.SentTimestamp);
  const envelope = parse(body);
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
  const isMeasured = Array.isArray(resources) && resources.includes(MEASURED);
  const reading = readEntry(entry, { now: at, entryId, isMeasured });
  if ('refusal' in reading) return { refusal: reading.refusal, at, entry };
  const put =
    messageAttributes[HANDED_ON_AT]?.stringValue ?? Date.parse(isObject(envelope) ? String(envelope['time']) : '');
  const isRedriven = at - Number(put) > REDRIVEN_AFTER;
  return { event: reading.event, isRepeated: Number(attributes.ApproximateReceiveCount) > 1 || isRedriven, body };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
