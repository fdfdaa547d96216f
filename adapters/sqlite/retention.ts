import type { Instant } from '../../core/contracts/instant.ts';
import { ROW_LIFETIME, WAVE_LIFETIME } from '../../core/contracts/lifetime.ts';
import type { SqliteStore } from './store.ts';

/** The most that one step deletes of each kind: a few milliseconds of work. */
const MAX_DELETED_PER_STEP = 500;
const MAX_ROWS_PER_STEP = 100;

/** What belongs to a row and lies beside it, by user and campaign. */
const ROW_CHILD_TABLES = ['decision_pages', 'known'] as const;

/** Deletes what has outlived its lifetime, in small steps. */
export interface Retention {
  /** Does one step; answers whether there may be more to delete. */
  deleteExpired(now: Instant): boolean;
}

/** What is deleted from the embedded store. The inbox is not: what was accepted is kept until it is processed. */
export function createSqliteRetention(store: SqliteStore): Retention {
  return {
    deleteExpired: (now) =>
      store.transactionSync(() => {
        const isMore = [
          deleteRows(store, now),
          deleteDecidedTriggers(store, now),
          deletePagesOfPermanentRows(store, now),
          deleteWaves(store, now),
          deleteListEntries(store, 'dispatches', now),
          deleteListEntries(store, 'refused', now),
          deleteRefusalIds(store, now),
        ];
        return isMore.includes(true);
      }),
  };
}

/** What lies beside a row first and the row last: a later row of the same user must not find any of it. */
function deleteRows(store: SqliteStore, now: Instant): boolean {
  const sql = 'SELECT user_id, campaign_id, expires_at FROM rows WHERE review_at <= ? ORDER BY review_at LIMIT ?';
  const found = store.all(sql, now, MAX_ROWS_PER_STEP);
  for (const { user_id, campaign_id, expires_at } of found) {
    const key = [String(user_id), String(campaign_id)] as const;
    if (typeof expires_at !== 'number' || expires_at > now) {
      const later = typeof expires_at === 'number' ? expires_at : now + ROW_LIFETIME;
      store.run('UPDATE rows SET review_at = ? WHERE user_id = ? AND campaign_id = ?', later, ...key);
      continue;
    }
    for (const table of [...ROW_CHILD_TABLES, 'rows'])
      store.run(`DELETE FROM ${table} WHERE user_id = ? AND campaign_id = ?`, ...key);
  }
  return found.length === MAX_ROWS_PER_STEP;
}

/** The ids of decided triggers: of a row that goes on, those that are so old that a repeat is stale whatever it says (R49). */
function deleteDecidedTriggers(store: SqliteStore, now: Instant): boolean {
  const key = 'user_id, campaign_id, trigger';
  const found = `SELECT ${key} FROM known WHERE expires_at <= ? ORDER BY expires_at LIMIT ?`;
  return (
    store.run(`DELETE FROM known WHERE (${key}) IN (${found})`, now, MAX_DELETED_PER_STEP) === MAX_DELETED_PER_STEP
  );
}

/** The pages of rows that stay for ever; those of other rows go with them. */
function deletePagesOfPermanentRows(store: SqliteStore, now: Instant): boolean {
  const key = 'user_id, campaign_id, born, number';
  const leaves =
    'SELECT 1 FROM rows WHERE (user_id, campaign_id) = (page.user_id, page.campaign_id) AND rows.expires_at IS NOT NULL';
  const found = `SELECT ${key} FROM decision_pages AS page WHERE expires_at <= ? AND NOT EXISTS (${leaves}) ORDER BY expires_at LIMIT ?`;
  return (
    store.run(`DELETE FROM decision_pages WHERE (${key}) IN (${found})`, now, MAX_DELETED_PER_STEP) ===
    MAX_DELETED_PER_STEP
  );
}

/** Only waves that are done: one that is not is still to leave, however long the machine was off. */
function deleteWaves(store: SqliteStore, now: Instant): boolean {
  const sql = 'SELECT name FROM waves WHERE call_at IS NULL AND departure <= ? ORDER BY departure LIMIT ?';
  const found = store.all(sql, now - WAVE_LIFETIME, MAX_ROWS_PER_STEP).map(({ name }) => String(name));
  let left = MAX_DELETED_PER_STEP;
  for (const name of found) {
    const seats = 'SELECT enrollment_id FROM seats WHERE wave = ? LIMIT ?';
    left -= store.run(`DELETE FROM seats WHERE wave = ? AND enrollment_id IN (${seats})`, name, name, left);
    if (left === 0) return true;
    store.run('DELETE FROM waves WHERE name = ?', name);
  }
  return found.length === MAX_ROWS_PER_STEP;
}

/** Of a list that is read from a place on, the last entry stays, emptied: a place that somebody holds is never given twice. */
function deleteListEntries(store: SqliteStore, table: 'dispatches' | 'refused', now: Instant): boolean {
  const oldest = store.all(`SELECT seq, expires_at FROM ${table} ORDER BY seq LIMIT ?`, MAX_DELETED_PER_STEP);
  const firstKept = oldest.findIndex(({ expires_at }) => Number(expires_at) > now);
  const last = oldest.at(firstKept === -1 ? -1 : firstKept - 1);
  if (last === undefined || firstKept === 0) return false;
  const newest = `(SELECT max(seq) FROM ${table})`;
  const emptied = `UPDATE ${table} SET body = '', expires_at = 0 WHERE seq = ${newest} AND seq <= ? AND body <> ''`;
  store.run(emptied, Number(last['seq']));
  return (
    store.run(`DELETE FROM ${table} WHERE seq < ${newest} AND seq <= ?`, Number(last['seq'])) === MAX_DELETED_PER_STEP
  );
}

function deleteRefusalIds(store: SqliteStore, now: Instant): boolean {
  const found = 'SELECT id, since FROM refusal_ids WHERE expires_at <= ? LIMIT ?';
  return (
    store.run(`DELETE FROM refusal_ids WHERE (id, since) IN (${found})`, now, MAX_DELETED_PER_STEP) ===
    MAX_DELETED_PER_STEP
  );
}
