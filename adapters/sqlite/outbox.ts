import type { Channel } from '../../core/contracts/definition.ts';
import { MAX_MESSAGE_BYTES, type MessageDispatched } from '../../core/contracts/dispatch.ts';
import { ROW_LIFETIME } from '../../core/contracts/lifetime.ts';
import { createFirstDeliveries } from '../../core/delivery/create-delivery.ts';
import type { PendingDelivery } from '../../core/delivery.ts';
import type { Clock, Log, Outbox, Page } from '../../core/ports.ts';
import { DISPATCHED_MESSAGE } from '../../core/stored/message-shape.ts';
import type { SqliteDeliveries } from './deliveries.ts';
import { listNumbered } from './list-numbered.ts';
import type { SqliteStore } from './store.ts';

/** The outbox: the dispatched messages, each dispatch id once. */
export interface SqliteOutbox extends Outbox {
  /** Returns a page of messages. The list continues after its last message, or after the newest one, at `next`. */
  list(cursor?: string): Page<MessageDispatched> & { readonly next: string };
}

/** The dependencies of the outbox. */
export interface SqliteOutboxDeps {
  readonly store: SqliteStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly deliveries: SqliteDeliveries;
  /** The channels that have a sender: their messages get a delivery with the dispatch. */
  readonly senderChannels: ReadonlySet<Channel>;
}

/** Creates the outbox over the embedded store. It holds what a consumer on AWS receives from the bus. */
export function createSqliteOutbox({ store, clock, log, deliveries, senderChannels }: SqliteOutboxDeps): SqliteOutbox {
  const insert = (message: MessageDispatched, body: string): boolean => {
    const sql =
      'INSERT INTO dispatches (dispatched_at, dispatch_id, body, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
    return store.run(sql, message.dispatchedAt, message.dispatchId, body, clock.now() + ROW_LIFETIME) === 1;
  };
  /**
   * Inserts a message and its deliveries, or neither. A repeat finds its message, and adds none. In a transaction it undoes its own
   * writes: a savepoint would write the row of each message twice (`buffered-rows.ts`).
   */
  const insertWithDeliveries = (message: MessageDispatched, pending: readonly PendingDelivery[], body: string) => {
    if (!insert(message, body)) return;
    const seq = Number(store.get('SELECT last_insert_rowid() AS seq')?.['seq']);
    try {
      deliveries.addPending(pending, seq);
    } catch (error) {
      store.run('DELETE FROM deliveries WHERE dispatch_id = ? AND dispatch_seq = ?', message.dispatchId, seq);
      store.run('DELETE FROM dispatches WHERE seq = ?', seq);
      throw error;
    }
  };
  return {
    async send(message) {
      const body = JSON.stringify(message);
      if (Buffer.byteLength(body) > MAX_MESSAGE_BYTES) return 'too-large';
      const pending = createFirstDeliveries(message, senderChannels, clock.now());
      if (pending.length === 0) insert(message, body);
      else if (store.isInTransaction) insertWithDeliveries(message, pending, body);
      else store.transactionSync(() => insertWithDeliveries(message, pending, body));
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
