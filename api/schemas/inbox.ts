import * as v from 'valibot';
import { closedObject } from '../../core/contracts/fault.ts';
import { INBOX_CHANNELS } from '../../core/contracts/inbox-channels.ts';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';
import { idSchema } from '../../core/contracts/selector.ts';
import { DAY, parseTimeSpan, TIME_SPAN_PATTERN, type TimeSpan } from '../../core/contracts/time-span.ts';
import { cursorSchema } from './page.ts';

/** The schema of a message in the inbox of a user. */
export const inboxMessageViewSchema = v.object({
  id: v.string(),
  dispatchId: v.string(),
  campaignId: v.string(),
  channel: v.picklist(INBOX_CHANNELS),
  title: v.optional(v.string()),
  body: v.string(),
  url: v.optional(v.string()),
  imageUrl: v.optional(v.string()),
  buttons: v.optional(v.array(v.object({ id: v.string(), label: v.string(), url: v.optional(v.string()) }))),
  createdAt: instantTextSchema,
  expiresAt: instantTextSchema,
  viewed: v.boolean(),
});

/** A message in the inbox of a user, as the HTTP interface returns it. */
export type InboxMessageView = v.InferOutput<typeof inboxMessageViewSchema>;

/** The schema of a page of an inbox. */
export const inboxSchema = v.object({ messages: v.array(inboxMessageViewSchema), cursor: cursorSchema });

/** The schema of the result of an answer to a message: when it was given first, and whether that was before. */
export const answeredSchema = v.object({ id: v.string(), at: instantTextSchema, already: v.optional(v.literal(true)) });

/** The schema of the body of a press of a button. */
export const pressSchema = closedObject({ buttonId: idSchema });

/** The longest time for which a token of an inbox may be valid. */
const MAX_TOKEN_LIFETIME: TimeSpan = 30 * DAY;
const LIFETIME_EXPECTED = 'a whole number of seconds, minutes, hours, days or weeks, such as "1 hour", at most 30 days';

/** The schema of the body of `POST /inbox-tokens`. */
export const inboxTokenRequestSchema = closedObject({
  userId: idSchema,
  ttl: v.optional(
    v.pipe(
      v.string(LIFETIME_EXPECTED),
      v.regex(TIME_SPAN_PATTERN, LIFETIME_EXPECTED),
      v.check(isTokenLifetime, LIFETIME_EXPECTED),
    ),
    '1 hour',
  ),
});

function isTokenLifetime(text: string): boolean {
  const span = parseTimeSpan(text) ?? 0;
  return span > 0 && span <= MAX_TOKEN_LIFETIME;
}

/** The schema of a token of an inbox. */
export const inboxTokenSchema = v.object({ token: v.string(), expiresAt: instantTextSchema });
