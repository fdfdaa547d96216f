import type { InboxChannel } from './contracts/inbox-channels.ts';
import type { Instant } from './contracts/instant.ts';
import { DAY, type TimeSpan } from './contracts/time-span.ts';
import { digest } from './identity.ts';
import { InvalidCursorError, parseStoreCursor } from './store-cursor.ts';

/** The time for which a message lies in the inbox after its dispatch. */
export const INBOX_LIFETIME: TimeSpan = 30 * DAY;

/** The maximum number of messages of an inbox. Only the newest are listed. */
export const MAX_INBOX_MESSAGES = 100;

/** The maximum number of messages of a page: with the longest messages that is less than a response can hold. */
export const INBOX_PAGE_SIZE = 15;

/** A button of an in-app message. */
export interface InboxButton {
  readonly id: string;
  readonly label: string;
  readonly url?: string | undefined;
}

/** The rendered fields of a message in an inbox. */
export interface InboxContent {
  readonly body: string;
  readonly title?: string | undefined;
  readonly url?: string | undefined;
  readonly imageUrl?: string | undefined;
  readonly buttons?: readonly InboxButton[] | undefined;
}

/** The identity of a message in an inbox: a message of a dispatch. */
export interface InboxMessageKey {
  readonly dispatchId: string;
  readonly channel: InboxChannel;
  /** The number of the message among those of its channel, from 0. */
  readonly part: number;
  readonly createdAt: Instant;
}

/** A message in the inbox of a user, and how the user answered it. */
export interface InboxMessage extends InboxMessageKey {
  /** The number of writes of this message. */
  readonly rev: number;
  /** The id, unique among the messages of the user. Ids sort by the creation of their messages. */
  readonly id: string;
  readonly userId: string;
  readonly campaignId: string;
  /** The variant of the user (R46); absent if the campaign has none. */
  readonly variant?: string | undefined;
  readonly content: InboxContent;
  readonly expiresAt: Instant;
  readonly viewedAt?: Instant;
  readonly clickedAt?: Instant;
  readonly dismissedAt?: Instant;
  /** The first press of each button. */
  readonly pressed?: readonly { readonly buttonId: string; readonly at: Instant }[];
}

/** Creates the id of a message in an inbox, which is the same on every repeat of the dispatch. */
export function createInboxMessageId({ dispatchId, channel, part, createdAt }: InboxMessageKey): string {
  return `${String(createdAt).padStart(15, '0')}-${digest(dispatchId, channel, String(part))}`;
}

/** Returns whether a text can be the id of a message in an inbox. */
export function isInboxMessageId(text: string): boolean {
  return /^\d{15}-[\w-]{22}$/.test(text);
}

/** Returns whether the user sees a message at an instant: it is neither dismissed nor expired. Its campaign is not judged. */
export function isInInbox({ dismissedAt, expiresAt }: InboxMessage, now: Instant): boolean {
  return dismissedAt === undefined && now < expiresAt;
}

/** An answer of the user to a message. */
export type InboxAnswer =
  | { readonly did: 'viewed' | 'clicked' | 'dismissed' }
  | { readonly did: 'pressed'; readonly buttonId: string };

/** The result of an answer: the message after it and the instant of the first such answer, or why it is refused. */
export type InboxAnswerResult =
  | { readonly message: InboxMessage; readonly at: Instant; readonly isRepeat: boolean }
  | { readonly refused: 'expired' | 'unknown-button' };

/** Applies an answer to a message. A repeat changes nothing, and has the instant of the first (R89). */
export function answerInboxMessage(message: InboxMessage, answer: InboxAnswer, now: Instant): InboxAnswerResult {
  if (now >= message.expiresAt) return { refused: 'expired' };
  if (answer.did === 'pressed' && !message.content.buttons?.some(({ id }) => id === answer.buttonId)) {
    return { refused: 'unknown-button' };
  }
  const at = findAnswerInstant(message, answer);
  if (at !== undefined) return { message, at, isRepeat: true };
  return { message: { ...recordAnswer(message, answer, now), rev: message.rev + 1 }, at: now, isRepeat: false };
}

function findAnswerInstant(message: InboxMessage, answer: InboxAnswer): Instant | undefined {
  switch (answer.did) {
    case 'viewed':
      return message.viewedAt;
    case 'clicked':
      return message.clickedAt;
    case 'dismissed':
      return message.dismissedAt;
    case 'pressed':
      return message.pressed?.find(({ buttonId }) => buttonId === answer.buttonId)?.at;
  }
}

function recordAnswer(message: InboxMessage, answer: InboxAnswer, at: Instant): InboxMessage {
  switch (answer.did) {
    case 'viewed':
      return { ...message, viewedAt: at };
    case 'clicked':
      return { ...message, clickedAt: at };
    case 'dismissed':
      return { ...message, dismissedAt: at };
    case 'pressed':
      return { ...message, pressed: [...(message.pressed ?? []), { buttonId: answer.buttonId, at }] };
  }
}

/** A position in an inbox: the number of messages before it, and the id after which it continues. */
export interface InboxPosition {
  readonly count: number;
  readonly after: string;
}

/** Formats a position in an inbox as the cursor of a page. Returns undefined at the end of what an inbox holds. */
export function formatInboxCursor({ count, after }: InboxPosition): string | undefined {
  return count < MAX_INBOX_MESSAGES ? `${count}|${after}` : undefined;
}

/** Parses a cursor of an inbox. Throws an `InvalidCursorError` if no page ends with it. */
export function parseInboxCursor(cursor: string | undefined): InboxPosition | undefined {
  if (cursor === undefined) return undefined;
  const [count = '', after = ''] = parseStoreCursor(cursor, /^([1-9]\d?)\|(.{1,100})$/);
  if (!isInboxMessageId(after)) throw new InvalidCursorError(cursor);
  return { count: Number(count), after };
}

/** Returns how many messages a page may have that continues at a position. */
export function countInboxPage(position: InboxPosition | undefined): number {
  return Math.min(INBOX_PAGE_SIZE, MAX_INBOX_MESSAGES - (position?.count ?? 0));
}
