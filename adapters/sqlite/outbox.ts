import { MAX_MESSAGE_BYTES, type MessageDispatched } from '../../core/contracts/dispatch.ts';
import { ROW_LIFETIME } from '../../core/contracts/lifetime.ts';
import type { Clock, Log, Outbox, Page } from '../../core/ports.ts';
import { DISPATCHED_MESSAGE } from '../../core/stored/message-shape.ts';
import { listNumbered } from './list-numbered.ts';
import type { SqliteStore } from './store.ts';

/** The outbox: the dispatched messages, each dispatch id once. */
export interface SqliteOutbox extends Outbox {
  /** Returns a page of messages. The list continues after its last message, or after the newest one, at `next`. */
  list(cursor?: string): Page<MessageDispatched> & { readonly next: string };
}

/** Creates the outbox over the embedded store. It holds what a consumer on AWS receives from the bus. */
export function createSqliteOutbox(store: SqliteStore, clock: Clock, log: Log): SqliteOutbox {
  return {
    async send(message) {
      const sql =
        'INSERT INTO dispatches (dispatched_at, dispatch_id, body, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
      const body = JSON.stringify(message);
      if (Buffer.byteLength(body) > MAX_MESSAGE_BYTES) return 'too-large';
      store.run(sql, message.dispatchedAt, message.dispatchId, body, clock.now() + ROW_LIFETIME);
      return 'sent';
    },
    list(cursor) {
      return listNumbered(store, 'dispatches', {
        cursor,
        now: clock.now(),
        shape: DISPATCHED_MESSAGE,
        log,
        toItem: (message) => message,
      });
    },
  };
}
