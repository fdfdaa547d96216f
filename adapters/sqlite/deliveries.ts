import { CHANNELS, type Channel } from '../../core/contracts/definition.ts';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { DELIVERY_LIFETIME } from '../../core/contracts/lifetime.ts';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { Delivery, DeliveryKey } from '../../core/delivery.ts';
import type { Deliveries, Log } from '../../core/ports.ts';
import { toFigures } from '../../core/statistics/figures.ts';
import { CHANNEL_HALT, DELIVERY } from '../../core/stored/delivery-shape.ts';
import { DISPATCHED_MESSAGE } from '../../core/stored/message-shape.ts';
import { parseStored } from '../../core/stored/parse-stored.ts';
import { createCachedValue, readInstantColumn } from './cached-value.ts';
import { readBodyColumn } from './read-body-column.ts';
import { readListItem, UNREADABLE_DELAY } from './read-list-item.ts';
import type { SqliteStore, SqlRow } from './store.ts';

/** The deliveries and, in place of queues, those that are due. */
export interface SqliteDeliveries extends Deliveries {
  /** Returns pending deliveries of a channel that are due at an instant, those whose lease is over at it, and sent ones that are not settled, the earliest first. */
  listDue(channel: Channel, now: Instant, limit: number): Delivery[];
  /** Returns the instant at which a pending delivery of a channel is due next or a lease is over, if there is one. */
  nextDueAt(channel: Channel): Instant | undefined;
  /** Moves a delivery to a later instant without changing it: a pause or a halt holds it up. */
  postpone(key: DeliveryKey, until: Instant): void;
  /** Records that nothing is left to do for a delivery that has ended. */
  settle(key: DeliveryKey): void;
  /** Returns the dispatched message of a delivery; undefined if it came from elsewhere or is not kept any more. */
  readMessage(key: DeliveryKey): MessageDispatched | undefined;
  /** Writes the first state of the deliveries of a dispatch, whose message has a number in the table of dispatches. */
  addPending(deliveries: readonly Delivery[], dispatchSeq: number): void;
}

/** The time after which a delivery that was sent is reported again, unless it is settled. */
const REPORTED_AFTER: TimeSpan = 30 * SECOND;
const OF_KEY = 'dispatch_id = ? AND channel = ? AND part = ?';

/** Creates the deliveries over the embedded store. Halts are in the table of settings. */
export function createSqliteDeliveries(store: SqliteStore, log: Log): SqliteDeliveries {
  const nextSql = 'SELECT min(due_at) AS at FROM deliveries WHERE channel = ? AND due_at IS NOT NULL';
  const nextByChannel = new Map(
    CHANNELS.map((channel) => [channel, createCachedValue(() => readInstantColumn(store.get(nextSql, channel)))]),
  );
  const next = {
    invalidate() {
      for (const each of nextByChannel.values()) each.invalidate();
    },
  };
  store.onAfterRollback(() => next.invalidate());
  const insert = (delivery: Delivery, dispatchSeq: number | null): boolean => {
    next.invalidate();
    const sql = `INSERT INTO deliveries (dispatch_id, channel, part, rev, due_at, body, expires_at, dispatch_seq)
      VALUES (?, ?, ?, 1, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
    const [body, expiresAt] = [JSON.stringify(delivery), delivery.createdAt + DELIVERY_LIFETIME];
    const dueAt = delivery.state === 'sent' ? null : findDueAt(delivery);
    return store.run(sql, ...toKey(delivery), dueAt, body, expiresAt, dispatchSeq) === 1;
  };
  const setAside = (rowId: number, now: Instant): void => {
    next.invalidate();
    store.run('UPDATE deliveries SET due_at = ? WHERE rowid = ?', now + UNREADABLE_DELAY, rowId);
  };
  const write = (delivery: Delivery): boolean => {
    if (delivery.rev === 1) return insert(delivery, null);
    next.invalidate();
    // What is settled stays so, whatever is reported of it later.
    const due = delivery.state === 'sent' ? 'CASE WHEN due_at IS NULL THEN NULL ELSE ? END' : '?';
    const sql = `UPDATE deliveries SET rev = ?, due_at = ${due}, body = ? WHERE ${OF_KEY} AND rev = ?`;
    const values = [delivery.rev, findDueAt(delivery), JSON.stringify(delivery)] as const;
    return store.run(sql, ...values, ...toKey(delivery), delivery.rev - 1) === 1;
  };
  const addFigure = (campaignId: string, figure: string, count: number): void => {
    const sql =
      'INSERT INTO delivery_figures VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count';
    store.run(sql, campaignId, figure, count);
  };
  return {
    async get(key) {
      const found = store.get(`SELECT ${COLUMNS} FROM deliveries WHERE ${OF_KEY}`, ...toKey(key));
      return found === undefined ? undefined : readDelivery(found);
    },
    async write(delivery, figures = {}) {
      return store.transactionSync(() => {
        if (!write(delivery)) return false;
        for (const [figure, count] of Object.entries(figures)) addFigure(delivery.campaignId, figure, count);
        return true;
      });
    },
    async readFigures(campaignId) {
      const found = store.all('SELECT figure, count FROM delivery_figures WHERE campaign_id = ?', campaignId);
      return toFigures(new Map(found.map(({ figure, count }) => [String(figure), Number(count)])));
    },
    async listByDispatch(dispatchId) {
      const sql = `SELECT ${COLUMNS} FROM deliveries WHERE dispatch_id = ? ORDER BY channel, part`;
      return store.all(sql, dispatchId).map(readDelivery);
    },
    async removeByDispatch(dispatchId) {
      next.invalidate();
      store.run('DELETE FROM deliveries WHERE dispatch_id = ?', dispatchId);
    },
    async getHalt(channel) {
      const name = createHaltName(channel);
      const value = store.get('SELECT value FROM settings WHERE name = ?', name)?.['value'];
      return value === undefined
        ? undefined
        : parseStored(String(value), CHANNEL_HALT, { table: 'settings', key: [name] });
    },
    async setHalt(channel, halt) {
      store.run('INSERT OR REPLACE INTO settings VALUES (?, ?)', createHaltName(channel), JSON.stringify(halt));
    },
    listDue(channel, now, limit) {
      const sql = `SELECT rowid, ${COLUMNS} FROM deliveries WHERE channel = ? AND due_at <= ? ORDER BY due_at, rowid LIMIT ?`;
      return store.all(sql, channel, now, limit).flatMap((columns) => {
        const delivery = readListItem(() => readDelivery(columns), log);
        if (delivery === undefined) setAside(Number(columns['rowid']), now);
        return delivery ?? [];
      });
    },
    nextDueAt: (channel) => nextByChannel.get(channel)?.get(),
    postpone(key, until) {
      next.invalidate();
      store.run(`UPDATE deliveries SET due_at = ? WHERE ${OF_KEY} AND due_at IS NOT NULL`, until, ...toKey(key));
    },
    settle(key) {
      next.invalidate();
      store.run(`UPDATE deliveries SET due_at = NULL WHERE ${OF_KEY}`, ...toKey(key));
    },
    readMessage(key) {
      const sql = `SELECT seq, body FROM dispatches WHERE body <> '' AND seq = (SELECT dispatch_seq FROM deliveries WHERE ${OF_KEY})`;
      const found = store.get(sql, ...toKey(key));
      if (found === undefined) return undefined;
      return readBodyColumn(found, DISPATCHED_MESSAGE, { table: 'dispatches', key: [found['seq']] });
    },
    addPending(deliveries, dispatchSeq) {
      for (const delivery of deliveries) insert(delivery, dispatchSeq);
    },
  };
}

const COLUMNS = 'dispatch_id, channel, part, body';

function readDelivery(columns: SqlRow): Delivery {
  const key = [columns['dispatch_id'], columns['channel'], columns['part']];
  return readBodyColumn(columns, DELIVERY, { table: 'deliveries', key });
}

function toKey({ dispatchId, channel, part }: DeliveryKey) {
  return [dispatchId, channel, part] as const;
}

/**
 * Returns the instant at which something must happen to a delivery, or null once it has ended. One that was sent is looked at again until it
 * is settled: a crash may come before it is reported.
 */
function findDueAt(delivery: Delivery): Instant | null {
  switch (delivery.state) {
    case 'pending':
      return delivery.dueAt;
    case 'sending':
      return delivery.leaseUntil;
    case 'sent':
      return delivery.at + REPORTED_AFTER;
    default:
      return null;
  }
}

function createHaltName(channel: string): string {
  return `halt-${channel}`;
}
