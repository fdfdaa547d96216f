import type { Instant } from '../../core/contracts/instant.ts';
import { computeDay } from '../../core/contracts/instant.ts';
import { MISSED_LIFETIME, QUEUE_RETENTION, ROW_LIFETIME, WAVE_LIFETIME } from '../../core/contracts/lifetime.ts';
import type { SqliteStore } from './store.ts';

/** The condition of a delivery that has ended. One that was sent waits at most for being settled, which is of no use after its lifetime. */
const HAS_ENDED = `(due_at IS NULL OR body LIKE '%"state":"sent"%')`;

/** The maximum number of items of each kind that one step deletes: a few milliseconds of work. */
const MAX_DELETED_PER_STEP = 500;
const MAX_ROWS_PER_STEP = 100;

/** The tables whose items belong to a row, by user and campaign. */
const ROW_CHILD_TABLES = ['decision_pages', 'known', 'marks'] as const;

/** The retention: it deletes expired data in small steps. */
export interface Retention {
  /** Runs one step. Returns whether there may be more to delete. */
  deleteExpired(now: Instant): boolean;
}

/** Creates the retention of the embedded store. The inbox does not expire: accepted entries are kept until they are processed. */
export function createSqliteRetention(store: SqliteStore): Retention {
  return {
    deleteExpired: (now) =>
      store.transactionSync(() => {
        const isMore = [
          deleteRows(store, now),
          deleteDecidedTriggers(store, now),
          deleteMarks(store, now),
          deletePagesOfPermanentRows(store, now),
          deleteWaves(store, now),
          deleteListEntries(store, 'dispatches', now),
          deleteListEntries(store, 'refused', now),
          deleteRefusalIds(store, now),
          deleteArrivals(store, now),
          deleteDeliveries(store, now),
          deleteInboxMessages(store, now),
          deleteSuppressions(store, now),
          deleteErasures(store, now),
          deleteFrequencySlots(store, now),
          deleteConversionListeners(store, now),
        ];
        return isMore.includes(true);
      }),
  };
}

/** Deletes expired rows. What belongs to a row is deleted with it, so that a later row of the same user finds none of it. */
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

/** Deletes the ids of decided triggers that are so old that a repeat is stale in any case (R49). */
function deleteDecidedTriggers(store: SqliteStore, now: Instant): boolean {
  const key = 'user_id, campaign_id, trigger';
  const found = `SELECT ${key} FROM known WHERE expires_at <= ? ORDER BY expires_at LIMIT ?`;
  return (
    store.run(`DELETE FROM known WHERE (${key}) IN (${found})`, now, MAX_DELETED_PER_STEP) === MAX_DELETED_PER_STEP
  );
}

/** Deletes the marks of compared values that are so old that a trigger before them is stale in any case (R39). */
function deleteMarks(store: SqliteStore, now: Instant): boolean {
  const key = 'user_id, campaign_id, value, restarts';
  const found = `SELECT ${key} FROM marks WHERE expires_at <= ? ORDER BY expires_at LIMIT ?`;
  return (
    store.run(`DELETE FROM marks WHERE (${key}) IN (${found})`, now, MAX_DELETED_PER_STEP) === MAX_DELETED_PER_STEP
  );
}

/** Deletes expired pages of rows that are kept permanently. Those of other rows are deleted with the row. */
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

/** Deletes old waves that are done. The others still have to leave, however long the server was stopped. */
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

/** Deletes expired entries of a list. The last entry stays, emptied, so that no number is used twice: a reader may hold it as a cursor. */
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

function deleteArrivals(store: SqliteStore, now: Instant): boolean {
  const found = 'SELECT key, day FROM arrivals WHERE day < ? LIMIT ?';
  const firstDay = computeDay(now - MISSED_LIFETIME);
  const deleted = store.run(`DELETE FROM arrivals WHERE (key, day) IN (${found})`, firstDay, MAX_DELETED_PER_STEP);
  return deleted === MAX_DELETED_PER_STEP;
}

/** Deletes old deliveries that have ended. The others still have to end, however long the server was stopped. */
function deleteDeliveries(store: SqliteStore, now: Instant): boolean {
  const found = `SELECT rowid FROM deliveries WHERE expires_at <= ? AND ${HAS_ENDED} ORDER BY expires_at LIMIT ?`;
  const deleted = store.run(`DELETE FROM deliveries WHERE rowid IN (${found})`, now, MAX_DELETED_PER_STEP);
  return deleted === MAX_DELETED_PER_STEP;
}

function deleteRefusalIds(store: SqliteStore, now: Instant): boolean {
  const found = 'SELECT id, since FROM refusal_ids WHERE expires_at <= ? LIMIT ?';
  return (
    store.run(`DELETE FROM refusal_ids WHERE (id, since) IN (${found})`, now, MAX_DELETED_PER_STEP) ===
    MAX_DELETED_PER_STEP
  );
}

/** Deletes the tombstones of deleted users, of whom no late event comes any more (R65), and their erasures. */
function deleteErasures(store: SqliteStore, now: Instant): boolean {
  const expired = 'SELECT user_id FROM erasures WHERE expires_at <= ? AND due_at IS NULL ORDER BY expires_at LIMIT ?';
  const found = store.all(expired, now, MAX_ROWS_PER_STEP).map(({ user_id }) => String(user_id));
  for (const userId of found) {
    store.run('DELETE FROM erased_enrollments WHERE user_id = ?', userId);
    store.run('DELETE FROM erasures WHERE user_id = ?', userId);
  }
  const tombstones = 'SELECT user_id FROM profiles WHERE expires_at <= ? ORDER BY expires_at LIMIT ?';
  const deleted = store.run(`DELETE FROM profiles WHERE user_id IN (${tombstones})`, now, MAX_DELETED_PER_STEP);
  return found.length === MAX_ROWS_PER_STEP || deleted === MAX_DELETED_PER_STEP;
}

function deleteInboxMessages(store: SqliteStore, now: Instant): boolean {
  const found = 'SELECT user_id, id FROM inbox_messages WHERE expires_at <= ? ORDER BY expires_at LIMIT ?';
  const sql = `DELETE FROM inbox_messages WHERE (user_id, id) IN (${found})`;
  return store.run(sql, now, MAX_DELETED_PER_STEP) === MAX_DELETED_PER_STEP;
}

function deleteFrequencySlots(store: SqliteStore, now: Instant): boolean {
  const found = 'SELECT user_id FROM frequency_slots WHERE expires_at <= ? ORDER BY expires_at LIMIT ?';
  const sql = `DELETE FROM frequency_slots WHERE user_id IN (${found})`;
  return store.run(sql, now, MAX_DELETED_PER_STEP) === MAX_DELETED_PER_STEP;
}

/** Deletes the listeners for conversions whose deadlines are over. Until then they match nothing that was done later (R47). */
function deleteConversionListeners(store: SqliteStore, now: Instant): boolean {
  const found = 'SELECT key, campaign_id FROM listeners WHERE conversions_until < ? ORDER BY conversions_until LIMIT ?';
  const sql = `DELETE FROM listeners WHERE (key, campaign_id) IN (${found})`;
  return store.run(sql, now - QUEUE_RETENTION, MAX_DELETED_PER_STEP) === MAX_DELETED_PER_STEP;
}

/** Deletes the marks of addresses of deleted users that no longer count. Opt-outs stay for ever (R84). */
function deleteSuppressions(store: SqliteStore, now: Instant): boolean {
  const found = 'SELECT hash FROM suppressions WHERE expires_at <= ? ORDER BY expires_at LIMIT ?';
  const sql = `DELETE FROM suppressions WHERE hash IN (${found})`;
  return store.run(sql, now, MAX_DELETED_PER_STEP) === MAX_DELETED_PER_STEP;
}
