import { REFUSAL_LIFETIME } from '../../core/contracts/lifetime.ts';
import type { Clock, Log, RefusalKey, Refusals, RefusedEvent } from '../../core/ports.ts';
import { REFUSED_EVENT } from '../../core/stored/refusal-shape.ts';
import { truncateRefusedEvent } from '../../core/truncate-refused-event.ts';
import { listNumbered } from './list-numbered.ts';
import { readBodyColumn } from './read-body-column.ts';
import type { SqliteStore } from './store.ts';

/** Creates the refused events over the embedded store. */
export function createSqliteRefusals(store: SqliteStore, clock: Clock, log: Log): Refusals {
  const expiry = () => clock.now() + REFUSAL_LIFETIME;
  const isNew = ({ id, since }: RefusalKey) => {
    const sql = 'INSERT INTO refusal_ids (id, since, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
    return store.run(sql, id, since, expiry()) > 0;
  };
  return {
    async add(refused, id) {
      if (id !== undefined && !isNew(id)) return;
      const sql = 'INSERT INTO refused (body, expires_at) VALUES (?, ?)';
      store.run(sql, JSON.stringify(truncateRefusedEvent(refused)), expiry());
    },
    async list(cursor) {
      const toItem = (refused: RefusedEvent, sequence: number) => ({ ...refused, id: String(sequence) });
      const query = { cursor, now: clock.now(), shape: REFUSED_EVENT, log, toItem };
      const { next: _, ...page } = listNumbered(store, 'refused', query);
      return page;
    },
    async get(id) {
      if (!/^\d{1,15}$/.test(id)) return undefined;
      const found = store.get(
        'SELECT seq, body FROM refused WHERE seq = ? AND expires_at > ?',
        Number(id),
        clock.now(),
      );
      if (found === undefined) return undefined;
      return { ...readBodyColumn(found, REFUSED_EVENT, { table: 'refused', key: [id] }), id };
    },
    async remove(id) {
      // The emptied entry keeps its number: a reader may hold it as a cursor.
      store.run("UPDATE refused SET body = '', expires_at = 0 WHERE seq = ?", Number(id));
    },
    async markRetried(id, at) {
      store.run("UPDATE refused SET body = json_set(body, '$.retriedAt', ?) WHERE seq = ?", at, Number(id));
    },
  };
}
