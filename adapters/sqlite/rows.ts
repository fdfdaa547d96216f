import { ROW_LIFETIME } from '../../core/contracts/lifetime.ts';
import type { ArchivedItem, Clock, Rows } from '../../core/ports.ts';
import { createMarkOrder, NEW_ROW, type Row, type RowKey } from '../../core/row.ts';
import { DECISIONS_PAGE, MARK, ROW } from '../../core/stored/row-shape.ts';
import { readBodyColumn } from './read-body-column.ts';
import type { SqliteStore, SqlRow } from './store.ts';

/** The rows in the store, without a buffer. */
export interface SqliteRows extends Omit<Rows, 'read' | 'write' | 'writeBoth'> {
  read(key: RowKey): Row;
  /** Replaces the row that has a revision, 0 for none. Returns false if the store holds another revision. */
  write(key: RowKey, row: Row, storedRev: number): boolean;
}

/** Creates the rows over the embedded store. */
export function createSqliteRows(store: SqliteStore, clock: Clock): SqliteRows {
  const computeExpiry = () => clock.now() + ROW_LIFETIME;
  return {
    read({ userId, campaignId }) {
      const found = store.get('SELECT body FROM rows WHERE user_id = ? AND campaign_id = ?', userId, campaignId);
      return found === undefined ? NEW_ROW : parseStoredRow({ userId, campaignId }, found);
    },
    write({ userId, campaignId }, row, storedRev) {
      const body = JSON.stringify(row);
      const expiry = computeExpiry();
      const expiresAt = row.stays ? null : expiry;
      const born = row.born ?? null;
      if (storedRev === 0) {
        const sql =
          'INSERT INTO rows (rev, born, body, expires_at, review_at, user_id, campaign_id) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
        return store.run(sql, row.rev, born, body, expiresAt, expiry, userId, campaignId) === 1;
      }
      const sql =
        'UPDATE rows SET rev = ?, body = ?, expires_at = ? WHERE user_id = ? AND campaign_id = ? AND rev = ? AND born IS ?';
      return store.run(sql, row.rev, body, expiresAt, userId, campaignId, storedRev, born) === 1;
    },
    async listByUser(userId) {
      const found = store.all('SELECT campaign_id, body FROM rows WHERE user_id = ? ORDER BY campaign_id', userId);
      return found.map((columns) => {
        const campaignId = String(columns['campaign_id']);
        return { campaignId, row: parseStoredRow({ userId, campaignId }, columns) };
      });
    },
    async remove({ userId, campaignId }, { rev, born = null }) {
      const sql = 'DELETE FROM rows WHERE user_id = ? AND campaign_id = ? AND rev = ? AND born IS ?';
      return store.run(sql, userId, campaignId, rev, born) === 1;
    },
    async removeArchived(userId, isKept) {
      const remove = (table: string, columns: string, toItem: (found: SqlRow) => ArchivedItem) => {
        const keys = store.all(`SELECT campaign_id, ${columns} FROM ${table} WHERE user_id = ?`, userId);
        for (const found of keys) {
          if (isKept(toItem(found))) continue;
          const names = ['campaign_id', ...columns.split(', ')].filter((name) => name !== 'body');
          const condition = ['user_id', ...names].map((name) => `${name} = ?`).join(' AND ');
          store.run(`DELETE FROM ${table} WHERE ${condition}`, userId, ...names.map((name) => toValue(found[name])));
        }
      };
      remove('decision_pages', 'born, number', ({ campaign_id, born, number }) => {
        const page = { campaignId: String(campaign_id), number: Number(number) };
        return { kind: 'page', ...page, born: born === '' ? undefined : String(born) };
      });
      remove('known', 'trigger', ({ campaign_id, trigger }) => {
        return { kind: 'trigger', campaignId: String(campaign_id), trigger: String(trigger) };
      });
      remove('marks', 'value, restarts, body', (found) => {
        const [campaignId, value] = [String(found['campaign_id']), String(found['value'])];
        const place = { table: 'marks', key: [userId, campaignId, value, found['restarts']] };
        return { kind: 'mark', campaignId, at: readBodyColumn(found, MARK, place).at };
      });
    },
    async archiveDecisions({ userId, campaignId, born = '' }, { number, decisions }) {
      const sql =
        'INSERT INTO decision_pages (user_id, campaign_id, born, number, body, expires_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
      store.run(sql, userId, campaignId, born, number, JSON.stringify(decisions), computeExpiry());
    },
    async readArchivedDecisions({ userId, campaignId, born = '' }, pages) {
      const sql =
        'SELECT number, body FROM decision_pages WHERE user_id = ? AND campaign_id = ? AND born = ? AND number < ? ORDER BY number';
      return store.all(sql, userId, campaignId, born, pages).flatMap((columns) => {
        const place = { table: 'decision_pages', key: [userId, campaignId, born, columns['number']] };
        return readBodyColumn(columns, DECISIONS_PAGE, place);
      });
    },
    async archiveDecidedTriggers({ userId, campaignId }, triggers) {
      for (const trigger of triggers) {
        const sql = 'INSERT OR REPLACE INTO known (user_id, campaign_id, trigger, expires_at) VALUES (?, ?, ?, ?)';
        store.run(sql, userId, campaignId, trigger, computeExpiry());
      }
    },
    async hasDecidedTrigger({ userId, campaignId }, trigger) {
      const sql = 'SELECT 1 FROM known WHERE user_id = ? AND campaign_id = ? AND trigger = ?';
      return store.get(sql, userId, campaignId, trigger) !== undefined;
    },
    async archiveMarks({ userId, campaignId }, marks) {
      const sql =
        'INSERT INTO marks (user_id, campaign_id, value, restarts, ordinal, body, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET ordinal = excluded.ordinal, body = excluded.body, expires_at = excluded.expires_at WHERE excluded.ordinal > ordinal';
      for (const mark of marks) {
        const key = [userId, campaignId, mark.value, Number(mark.restarts)] as const;
        store.run(sql, ...key, createMarkOrder(mark), JSON.stringify(mark), computeExpiry());
      }
    },
    async readArchivedMarks({ userId, campaignId }, values) {
      const sql =
        'SELECT restarts, body FROM marks WHERE user_id = ? AND campaign_id = ? AND value = ? ORDER BY restarts';
      return values.flatMap((value) =>
        store.all(sql, userId, campaignId, value).map((columns) => {
          const place = { table: 'marks', key: [userId, campaignId, value, columns['restarts']] };
          return readBodyColumn(columns, MARK, place);
        }),
      );
    },
  };
}

/** Returns a value of a key that was read, to find the same key again. */
function toValue(value: unknown): string | number {
  return typeof value === 'number' ? value : String(value);
}

/** Parses a row of the table. Throws an `UnreadableDataError` if it is none. */
export function parseStoredRow({ userId, campaignId }: RowKey, columns: SqlRow): Row {
  return readBodyColumn(columns, ROW, { table: 'rows', key: [userId, campaignId] });
}
