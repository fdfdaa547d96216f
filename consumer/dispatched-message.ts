import * as v from 'valibot';
import { CONNECTOR_SOURCE, MESSAGE_DISPATCHED, type MessageDispatched } from '../core/contracts/dispatch.ts';
import { openObject } from '../core/contracts/fault.ts';
import { parseJsonInput } from '../core/contracts/parse-input.ts';
import { PermanentError } from './permanent-error.ts';

/** A message of one channel: `email`, `sms`, `push`, `webhook`, `in_app_message` or `content_card`, and its rendered fields. */
export type ChannelMessage = { readonly channel: string } & Readonly<Record<string, unknown>>;

/** A message to send now: the Detail of `Message Dispatched`. A repeat carries the same `dispatchId` (R71). */
export interface DispatchedMessage extends Omit<MessageDispatched, 'messages'> {
  readonly messages: readonly ChannelMessage[];
}

const detailSchema = openObject({
  dispatchId: v.pipe(v.string('an id'), v.minLength(1, 'an id')),
  campaignId: v.string('an id'),
  version: v.number('a number'),
  variant: v.optional(v.string('a name')),
  userId: v.string('an id'),
  messages: v.array(v.looseObject({ channel: v.string('a channel') }), 'a list of messages'),
  trigger: v.record(v.string(), v.unknown(), 'the event that triggered'),
  dueAt: v.string('an instant'),
  dispatchedAt: v.string('an instant'),
  sendBefore: v.optional(v.string('an instant')),
  purpose: v.optional(v.literal('transactional', '"transactional"')),
  statistics: v.optional(openObject({ day: v.string('a day'), epoch: v.number('a number') })),
});

const eventSchema = openObject({
  source: v.literal(CONNECTOR_SOURCE, `"${CONNECTOR_SOURCE}"`),
  'detail-type': v.literal(MESSAGE_DISPATCHED, `"${MESSAGE_DISPATCHED}"`),
  detail: detailSchema,
});

/** Parses the body of a queue message: an event of the bus. Throws a permanent error if it is no dispatched message. */
export function parseDispatchedMessage(body: string): DispatchedMessage {
  try {
    return parseJsonInput(eventSchema, body, 'message').detail;
  } catch (error) {
    throw new PermanentError(error instanceof Error ? error.message : String(error));
  }
}
