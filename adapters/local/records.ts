import { type MessageDispatched, MOST_MESSAGE_BYTES } from '../../core/contracts/dispatch.ts';
import { cutToKeep } from '../../core/kept-refusal.ts';
import type { Counts, Outbox, Page, Profiles, RefusalId, Refusals, Refused } from '../../core/ports.ts';
import type { Profile } from '../../core/profile.ts';
import { BrokenCursor, partsOfCursor } from '../../core/store-cursor.ts';
import { type Columns, pageOf, type Store } from './store.ts';

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
export function localOutbox(store: Store): LocalOutbox {
  return {
    async send(message) {
      const sql = 'INSERT INTO dispatches (dispatch_id, body) VALUES (?, ?) ON CONFLICT DO NOTHING';
      const body = JSON.stringify(message);
      if (Buffer.byteLength(body) > MOST_MESSAGE_BYTES) return 'too-large';
      store.run(sql, message.dispatchId, body);
      return 'sent';
    },
    list(cursor) {
      return numbered<MessageDispatched>(store, 'dispatches', cursor);
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
export function localRefusals(store: Store): Refusals {
  const isNew = ({ id, since }: RefusalId) =>
    store.run('INSERT INTO refusal_ids VALUES (?, ?) ON CONFLICT DO NOTHING', id, since) > 0;
  return {
    async keep(refused, id) {
      if (id !== undefined && !isNew(id)) return;
      store.run('INSERT INTO refused (body) VALUES (?)', JSON.stringify(cutToKeep(refused)));
    },
    async list(cursor) {
      const { next: _, ...page } = numbered<Refused>(store, 'refused', cursor);
      return page;
    },
  };
}

/** A page of a table that only grows, and where the list goes on after it. */
function numbered<Item>(store: Store, table: 'dispatches' | 'refused', cursor: string | undefined) {
  const after = cursor === undefined ? 0 : readPlace(store, table, cursor);
  const found = store.each(`SELECT seq, body FROM ${table} WHERE seq > ? ORDER BY seq LIMIT ?`, after, PAGE + 1);
  let last = after;
  const read = ({ seq, body }: Columns) => {
    last = Number(seq);
    return { item: JSON.parse(String(body)), cursor: String(seq) };
  };
  const page: Page<Item> = pageOf(found, PAGE, read);
  return { ...page, next: String(last) };
}

/** The number that a cursor names. One that the table has not reached is of another store: a list from there would leave out what comes first here. */
function readPlace(store: Store, table: 'dispatches' | 'refused', cursor: string): number {
  const [place = 0] = partsOfCursor(cursor, /^(\d{1,15})$/).map(Number);
  const last = Number(store.one(`SELECT max(seq) AS last FROM ${table}`)?.['last'] ?? 0);
  if (place > last) throw new BrokenCursor(cursor);
  return place;
}
