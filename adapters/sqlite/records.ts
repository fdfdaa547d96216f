import { MAX_MESSAGE_BYTES, type MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { REFUSAL_LIFETIME, ROW_LIFETIME } from '../../core/contracts/lifetime.ts';
import type { Clock, Counts, Outbox, Page, Profiles, RefusalKey, Refusals, RefusedEvent } from '../../core/ports.ts';
import type { Profile } from '../../core/profile.ts';
import { InvalidCursorError, parseStoreCursor } from '../../core/store-cursor.ts';
import { truncateRefusedEvent } from '../../core/truncate-refused-event.ts';
import { paginateRows } from './paginate-rows.ts';
import type { SqliteStore, SqlRow } from './store.ts';

const PAGE_SIZE = 500;

/** User profiles in the embedded store. */
export function createSqliteProfiles(store: SqliteStore): Profiles {
  const read = (userId: string): Profile | undefined => {
    const found = store.get('SELECT body FROM profiles WHERE user_id = ?', userId);
    return found === undefined ? undefined : JSON.parse(String(found['body']));
  };
  return {
    async get(userId) {
      return read(userId);
    },
    async getEventually(userId) {
      return read(userId);
    },
    async update(userId, change) {
      const changed = change(read(userId));
      if (changed === undefined) return;
      store.run('INSERT OR REPLACE INTO profiles VALUES (?, ?)', userId, JSON.stringify(changed));
    },
  };
}

/** Messages that left, each dispatch id once. */
export interface SqliteOutbox extends Outbox {
  /** `next` goes on after the last message of the page, or of all there are. */
  list(cursor?: string): Page<MessageDispatched> & { readonly next: string };
}

/** The outbox in the embedded store: what a consumer on AWS would get from the bus. */
export function createSqliteOutbox(store: SqliteStore, clock: Clock): SqliteOutbox {
  return {
    async send(message) {
      const sql = 'INSERT INTO dispatches (dispatch_id, body, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
      const body = JSON.stringify(message);
      if (Buffer.byteLength(body) > MAX_MESSAGE_BYTES) return 'too-large';
      store.run(sql, message.dispatchId, body, clock.now() + ROW_LIFETIME);
      return 'sent';
    },
    list(cursor) {
      return listNumbered<MessageDispatched>(store, 'dispatches', { cursor, now: clock.now() });
    },
  };
}

/** Counts in the embedded store: added up in memory, written once a commit. */
export function createSqliteCounts(store: SqliteStore): Counts {
  const pending = new Map<string, Map<string, number>>();
  const flush = () => {
    for (const [campaignId, changes] of pending) {
      for (const [name, change] of changes) {
        const sql = 'INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value';
        store.run(sql, campaignId, name, change);
      }
    }
    pending.clear();
  };
  store.onBeforeCommit(flush);
  store.onAfterRollback(() => pending.clear());
  return {
    async add(campaignId, changes) {
      const sums = pending.get(campaignId) ?? new Map<string, number>();
      pending.set(campaignId, sums);
      for (const [name, change] of Object.entries(changes)) sums.set(name, (sums.get(name) ?? 0) + change);
      if (!store.isInTransaction) store.transactionSync(flush);
    },
    async getByCampaign(campaignId) {
      const found = store.all('SELECT name, value FROM counts WHERE campaign_id = ? ORDER BY name', campaignId);
      return Object.fromEntries(found.map(({ name, value }) => [String(name), Number(value)]));
    },
  };
}

/** Refused events in the embedded store. */
export function createSqliteRefusals(store: SqliteStore, clock: Clock): Refusals {
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
      const { next: _, ...page } = listNumbered<RefusedEvent>(store, 'refused', { cursor, now: clock.now() });
      return page;
    },
  };
}

/** What is wanted of a list: what comes after a cursor and has not outlived its lifetime. */
interface ListQuery {
  readonly cursor: string | undefined;
  readonly now: Instant;
}

/** A page of a table that only grows, and where the list goes on after it. */
function listNumbered<Item>(store: SqliteStore, table: 'dispatches' | 'refused', { cursor, now }: ListQuery) {
  const after = cursor === undefined ? 0 : parseSequenceCursor(store, table, cursor);
  const sql = `SELECT seq, body FROM ${table} WHERE seq > ? AND expires_at > ? ORDER BY seq LIMIT ?`;
  let last = after;
  const read = ({ seq, body }: SqlRow) => {
    last = Number(seq);
    return { item: JSON.parse(String(body)), cursor: String(seq) };
  };
  const page: Page<Item> = paginateRows(store.iterate(sql, after, now, PAGE_SIZE + 1), PAGE_SIZE, read);
  return { ...page, next: String(last) };
}

/** The number that a cursor names. One that the table has not reached is of another store: a list from there would leave out what comes first here. */
function parseSequenceCursor(store: SqliteStore, table: 'dispatches' | 'refused', cursor: string): number {
  const [sequence = 0] = parseStoreCursor(cursor, /^(\d{1,15})$/).map(Number);
  const last = Number(store.get(`SELECT max(seq) AS last FROM ${table}`)?.['last'] ?? 0);
  if (sequence > last) throw new InvalidCursorError(cursor);
  return sequence;
}
