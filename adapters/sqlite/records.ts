import { type MessageDispatched, MOST_MESSAGE_BYTES } from '../../core/contracts/dispatch.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { LIFETIME, REFUSAL_LIFETIME } from '../../core/contracts/lifetime.ts';
import { cutToKeep } from '../../core/kept-refusal.ts';
import type { Clock, Counts, Outbox, Page, Profiles, RefusalId, Refusals, Refused } from '../../core/ports.ts';
import type { Profile } from '../../core/profile.ts';
import { BrokenCursor, partsOfCursor } from '../../core/store-cursor.ts';
import { pageOf } from './page-of.ts';
import type { Columns, Store } from './store.ts';

const PAGE = 500;

/** User profiles in the embedded store. */
export function localProfiles(store: Store): Profiles {
  const read = (userId: string): Profile | undefined => {
    const found = store.one('SELECT body FROM profiles WHERE user_id = ?', userId);
    return found === undefined ? undefined : JSON.parse(String(found['body']));
  };
  return {
    async get(userId) {
      return read(userId);
    },
    async glance(userId) {
      return read(userId);
    },
    async change(userId, change) {
      const changed = change(read(userId));
      if (changed === undefined) return;
      store.run('INSERT OR REPLACE INTO profiles VALUES (?, ?)', userId, JSON.stringify(changed));
    },
  };
}

/** Messages that left, each dispatch id once. */
export interface LocalOutbox extends Outbox {
  /** `next` goes on after the last message of the page, or of all there are. */
  list(cursor?: string): Page<MessageDispatched> & { readonly next: string };
}

/** The outbox in the embedded store: what a consumer on AWS would get from the bus. */
export function localOutbox(store: Store, clock: Clock): LocalOutbox {
  return {
    async send(message) {
      const sql = 'INSERT INTO dispatches (dispatch_id, body, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
      const body = JSON.stringify(message);
      if (Buffer.byteLength(body) > MOST_MESSAGE_BYTES) return 'too-large';
      store.run(sql, message.dispatchId, body, clock.now() + LIFETIME);
      return 'sent';
    },
    list(cursor) {
      return numbered<MessageDispatched>(store, 'dispatches', { cursor, now: clock.now() });
    },
  };
}

/** Counts in the embedded store: added up in memory, written once a commit. */
export function localCounts(store: Store): Counts {
  const held = new Map<string, Map<string, number>>();
  const flush = () => {
    for (const [campaignId, changes] of held) {
      for (const [name, change] of changes) {
        const sql = 'INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value';
        store.run(sql, campaignId, name, change);
      }
    }
    held.clear();
  };
  store.beforeCommit(flush);
  store.afterRollback(() => held.clear());
  return {
    async add(campaignId, changes) {
      const sums = held.get(campaignId) ?? new Map<string, number>();
      held.set(campaignId, sums);
      for (const [name, change] of Object.entries(changes)) sums.set(name, (sums.get(name) ?? 0) + change);
      if (!store.isOpen) store.atomically(flush);
    },
    async of(campaignId) {
      const found = store.all('SELECT name, value FROM counts WHERE campaign_id = ? ORDER BY name', campaignId);
      return Object.fromEntries(found.map(({ name, value }) => [String(name), Number(value)]));
    },
  };
}

/** Refused events in the embedded store. */
export function localRefusals(store: Store, clock: Clock): Refusals {
  const expiry = () => clock.now() + REFUSAL_LIFETIME;
  const isNew = ({ id, since }: RefusalId) => {
    const sql = 'INSERT INTO refusal_ids (id, since, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
    return store.run(sql, id, since, expiry()) > 0;
  };
  return {
    async keep(refused, id) {
      if (id !== undefined && !isNew(id)) return;
      const sql = 'INSERT INTO refused (body, expires_at) VALUES (?, ?)';
      store.run(sql, JSON.stringify(cutToKeep(refused)), expiry());
    },
    async list(cursor) {
      const { next: _, ...page } = numbered<Refused>(store, 'refused', { cursor, now: clock.now() });
      return page;
    },
  };
}

/** What is wanted of a list: what comes after a cursor and has not outlived its lifetime. */
interface Wanted {
  readonly cursor: string | undefined;
  readonly now: Instant;
}

/** A page of a table that only grows, and where the list goes on after it. */
function numbered<Item>(store: Store, table: 'dispatches' | 'refused', { cursor, now }: Wanted) {
  const after = cursor === undefined ? 0 : readPlace(store, table, cursor);
  const sql = `SELECT seq, body FROM ${table} WHERE seq > ? AND expires_at > ? ORDER BY seq LIMIT ?`;
  let last = after;
  const read = ({ seq, body }: Columns) => {
    last = Number(seq);
    return { item: JSON.parse(String(body)), cursor: String(seq) };
  };
  const page: Page<Item> = pageOf(store.each(sql, after, now, PAGE + 1), PAGE, read);
  return { ...page, next: String(last) };
}

/** The number that a cursor names. One that the table has not reached is of another store: a list from there would leave out what comes first here. */
function readPlace(store: Store, table: 'dispatches' | 'refused', cursor: string): number {
  const [place = 0] = partsOfCursor(cursor, /^(\d{1,15})$/).map(Number);
  const last = Number(store.one(`SELECT max(seq) AS last FROM ${table}`)?.['last'] ?? 0);
  if (place > last) throw new BrokenCursor(cursor);
  return place;
}
