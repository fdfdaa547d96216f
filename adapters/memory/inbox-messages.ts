import {
  countInboxPage,
  formatInboxCursor,
  type InboxMessage,
  isInInbox,
  MAX_INBOX_MESSAGES,
  parseInboxCursor,
} from '../../core/inbox.ts';
import type { Clock, InboxMessages } from '../../core/ports.ts';

/** Creates the messages in inboxes in memory. */
export function createMemoryInboxMessages(clock: Clock): InboxMessages {
  const inboxes = new Map<string, readonly InboxMessage[]>();
  const readInbox = (userId: string) => inboxes.get(userId) ?? [];
  return {
    async put(message) {
      const inbox = readInbox(message.userId);
      if (inbox.some(({ id }) => id === message.id)) return;
      const ordered = [...inbox, message].sort(compareNewestFirst);
      inboxes.set(message.userId, ordered.slice(0, MAX_INBOX_MESSAGES));
    },
    async get(userId, id) {
      return readInbox(userId).find((each) => each.id === id);
    },
    async list(userId, cursor) {
      const position = parseInboxCursor(cursor);
      const rest = readInbox(userId).filter(({ id }) => position === undefined || id < position.after);
      const page = rest.slice(0, countInboxPage(position));
      const items = page.filter((message) => isInInbox(message, clock.now()));
      const last = page.at(-1);
      if (last === undefined || page.length === rest.length) return { items };
      const next = formatInboxCursor({ count: (position?.count ?? 0) + page.length, after: last.id });
      return { items, ...(next === undefined ? {} : { cursor: next }) };
    },
    async removeByUser(userId, until) {
      const rest = readInbox(userId).filter(({ createdAt }) => createdAt > until);
      if (rest.length === 0) inboxes.delete(userId);
      else inboxes.set(userId, rest);
    },
    async write(message) {
      const inbox = readInbox(message.userId);
      const isNextRevision = inbox.some(({ id, rev }) => id === message.id && rev === message.rev - 1);
      if (!isNextRevision) return false;
      inboxes.set(
        message.userId,
        inbox.map((each) => (each.id === message.id ? message : each)),
      );
      return true;
    },
  };
}

function compareNewestFirst(one: InboxMessage, other: InboxMessage): number {
  return one.id < other.id ? 1 : -1;
}
