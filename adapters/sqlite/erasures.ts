import { formatInstant, type Instant } from '../../core/contracts/instant.ts';
import { ROW_LIFETIME } from '../../core/contracts/lifetime.ts';
import type { ErasedEnrollment } from '../../core/erasure.ts';
import { parseEntry } from '../../core/parse-entry.ts';
import type { Clock, Erasures } from '../../core/ports.ts';
import { parseStoreCursor } from '../../core/store-cursor.ts';
import { ERASURE } from '../../core/stored/erasure-shape.ts';
import { createCachedValue, readInstantColumn } from './cached-value.ts';
import type { Inbox } from './inbox.ts';
import { paginateRows } from './paginate-rows.ts';
import { readBodyColumn } from './read-body-column.ts';
import type { SqliteStore, SqlRow } from './store.ts';

/** The erasures and, in place of a queue, those that are due. */
export interface SqliteErasures extends Erasures {
  /** Returns the instant at which an erasure goes on next, if there is one. */
  nextDueAt(): Instant | undefined;
  /** Returns the users whose erasures are due at an instant, the earliest first. */
  listDue(now: Instant): string[];
  /** Records that an erasure is not due any more, until it is scheduled again. */
  settle(userId: string): void;
}

const PAGE_SIZE = 100;
const MAX_DUE = 20;

/** Creates the erasures over the embedded store. */
export function createSqliteErasures(store: SqliteStore, clock: Clock, inbox: Inbox): SqliteErasures {
  const next = createCachedValue(() =>
    readInstantColumn(store.get('SELECT min(due_at) AS at FROM erasures WHERE due_at IS NOT NULL')),
  );
  store.onAfterRollback(() => next.invalidate());
  const expiry = () => clock.now() + ROW_LIFETIME;
  return {
    async get(userId) {
      const found = store.get('SELECT body FROM erasures WHERE user_id = ?', userId);
      return found === undefined ? undefined : readBodyColumn(found, ERASURE, { table: 'erasures', key: [userId] });
    },
    async write(erasure) {
      const { userId, rev } = erasure;
      const sql =
        rev === 1
          ? 'INSERT INTO erasures (rev, body, expires_at, user_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'
          : 'UPDATE erasures SET rev = ?, body = ?, expires_at = ? WHERE user_id = ? AND rev = ?';
      const before = rev === 1 ? [] : [rev - 1];
      return store.run(sql, rev, JSON.stringify(erasure), expiry(), userId, ...before) === 1;
    },
    async addEnrollments(userId, enrollments) {
      const sql =
        'INSERT INTO erased_enrollments (user_id, enrollment_id, wave, claimed_at, expires_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
      for (const enrollment of enrollments) store.run(sql, userId, ...toKey(enrollment), expiry());
    },
    async listEnrollments(userId, cursor) {
      const [id = '', claimedAt = '0', wave = ''] =
        cursor === undefined ? [] : parseStoreCursor(cursor, /^([^|]+)\|(\d{1,15})\|(.*)$/s);
      const sql = `SELECT enrollment_id, wave, claimed_at FROM erased_enrollments WHERE user_id = ?
        AND (enrollment_id, claimed_at, wave) > (?, ?, ?) ORDER BY enrollment_id, claimed_at, wave LIMIT ?`;
      return paginateRows(store.iterate(sql, userId, id, Number(claimedAt), wave, PAGE_SIZE + 1), PAGE_SIZE, readItem);
    },
    async removeEnrollment(userId, enrollment) {
      const sql =
        'DELETE FROM erased_enrollments WHERE user_id = ? AND enrollment_id = ? AND wave = ? AND claimed_at = ?';
      store.run(sql, userId, ...toKey(enrollment));
    },
    async schedule(userId, at) {
      next.invalidate();
      store.run('UPDATE erasures SET due_at = min(?, coalesce(due_at, ?)) WHERE user_id = ?', at, at, userId);
    },
    async removeAcceptedEvents(userId, until) {
      for (const item of inbox.listAll()) {
        const parsed = parseEntry(item.entry, { now: item.at, entryId: item.entryId });
        if ('event' in parsed && parsed.event.userId === userId && parsed.event.at <= until) inbox.remove(item);
      }
    },
    async removeMessage(dispatchId, claimedAt) {
      // The emptied message keeps its number, and a repeat of it adds none.
      const sql = "UPDATE dispatches SET body = '', expires_at = 0 WHERE dispatched_at = ? AND dispatch_id = ?";
      store.run(sql, formatInstant(claimedAt), dispatchId);
    },
    nextDueAt: () => next.get(),
    listDue(now) {
      const sql = 'SELECT user_id FROM erasures WHERE due_at <= ? ORDER BY due_at, user_id LIMIT ?';
      return store.all(sql, now, MAX_DUE).map((columns) => String(columns['user_id']));
    },
    settle(userId) {
      next.invalidate();
      store.run('UPDATE erasures SET due_at = NULL WHERE user_id = ?', userId);
    },
  };
}

/** Returns the columns of an enrollment: an empty wave for none, and 0 for one that was not claimed. */
function toKey({ enrollmentId, wave = '', claimedAt = 0 }: ErasedEnrollment) {
  return [enrollmentId, wave, claimedAt] as const;
}

function readItem(columns: SqlRow): { readonly item: ErasedEnrollment; readonly cursor: string } {
  const [enrollmentId, wave] = [String(columns['enrollment_id']), String(columns['wave'])];
  const claimedAt = Number(columns['claimed_at']);
  const item = { enrollmentId, ...(wave !== '' && { wave }), ...(claimedAt !== 0 && { claimedAt }) };
  return { item, cursor: `${enrollmentId}|${claimedAt}|${wave}` };
}
