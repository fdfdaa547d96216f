import {
  countInboxPage,
  formatInboxCursor,
  type InboxMessage,
  isInInbox,
  MAX_INBOX_MESSAGES,
  parseInboxCursor,
} from '../../core/inbox.ts';
import type { Clock, InboxMessages, Log } from '../../core/ports.ts';
import { INBOX_MESSAGE } from '../../core/stored/inbox-message-shape.ts';
import { readBodyColumn } from './read-body-column.ts';
import { readListItem } from './read-list-item.ts';
import type { SqliteStore, SqlRow } from './store.ts';

/** Creates the messages in inboxes over the embedded store. */
export function createSqliteInboxMessages(store: SqliteStore, clock: Clock, log: Log): InboxMessages {
  return {
    async put({ userId, id, rev, expiresAt, ...message }) {
      const body = JSON.stringify({ userId, id, rev, expiresAt, ...message });
      const sql =
        'INSERT INTO inbox_messages (user_id, id, rev, body, expires_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
      if (store.run(sql, userId, id, rev, body, expiresAt) === 0) return;
      const oldest = 'SELECT id FROM inbox_messages WHERE user_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?';
      const deleted = `DELETE FROM inbox_messages WHERE user_id = ? AND id < (${oldest})`;
      store.run(deleted, userId, userId, MAX_INBOX_MESSAGES - 1);
    },
    async get(userId, id) {
      const found = store.get('SELECT user_id, id, body FROM inbox_messages WHERE user_id = ? AND id = ?', userId, id);
      return found === undefined ? undefined : parseMessage(found);
    },
    async list(userId, cursor) {
      const position = parseInboxCursor(cursor);
      const limit = countInboxPage(position);
      const sql = 'SELECT user_id, id, body FROM inbox_messages WHERE user_id = ? AND id < ? ORDER BY id DESC LIMIT ?';
      const found = store.all(sql, userId, position?.after ?? AFTER_EVERY_ID, limit + 1);
      const page = found.slice(0, limit);
      const items = page.flatMap((columns) => readListItem(() => parseMessage(columns), log) ?? []);
      const seen = items.filter((message) => isInInbox(message, clock.now()));
      const last = page.at(-1);
      if (last === undefined || found.length === page.length) return { items: seen };
      const next = formatInboxCursor({ count: (position?.count ?? 0) + page.length, after: String(last['id']) });
      return { items: seen, ...(next === undefined ? {} : { cursor: next }) };
    },
    async removeByUser(userId, until) {
      const sql = 'SELECT user_id, id, body FROM inbox_messages WHERE user_id = ? ORDER BY id';
      for (const columns of store.all(sql, userId)) {
        const { id, createdAt } = parseMessage(columns);
        if (createdAt > until) continue;
        store.run('DELETE FROM inbox_messages WHERE user_id = ? AND id = ?', userId, id);
      }
    },
    async write(message) {
      const { userId, id, rev } = message;
      const sql = 'UPDATE inbox_messages SET rev = ?, body = ? WHERE user_id = ? AND id = ? AND rev = ?';
      return store.run(sql, rev, JSON.stringify(message), userId, id, rev - 1) === 1;
    },
  };
}

/** A text that sorts after the id of every message. */
const AFTER_EVERY_ID = '~';

function parseMessage(columns: SqlRow): InboxMessage {
  const place = { table: 'inbox_messages', key: [columns['user_id'], columns['id']] };
  return readBodyColumn(columns, INBOX_MESSAGE, place);
}
