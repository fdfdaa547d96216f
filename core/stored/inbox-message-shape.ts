import * as v from 'valibot';
import { INBOX_CHANNELS } from '../contracts/inbox-channels.ts';
import type { InboxMessage } from '../inbox.ts';
import type { StoredShape } from './parse-stored.ts';

const instant = v.number();

/** The schema of the rendered fields of a message in an inbox. Other fields are dropped. */
export const inboxContentSchema = v.object({
  body: v.string(),
  title: v.optional(v.string()),
  url: v.optional(v.string()),
  imageUrl: v.optional(v.string()),
  buttons: v.optional(v.array(v.object({ id: v.string(), label: v.string(), url: v.optional(v.string()) }))),
});

const inboxMessageSchema = v.object({
  rev: v.number(),
  id: v.string(),
  userId: v.string(),
  dispatchId: v.string(),
  channel: v.picklist(INBOX_CHANNELS),
  part: v.number(),
  campaignId: v.string(),
  variant: v.optional(v.string()),
  content: inboxContentSchema,
  createdAt: instant,
  expiresAt: instant,
  viewedAt: v.optional(instant),
  clickedAt: v.optional(instant),
  dismissedAt: v.optional(instant),
  pressed: v.optional(v.array(v.object({ buttonId: v.string(), at: instant }))),
});

/** The shape of a message in an inbox. */
export const INBOX_MESSAGE: StoredShape<InboxMessage> = {
  expected: 'a message in an inbox',
  matches: (value): value is InboxMessage => v.is(inboxMessageSchema, value),
};
