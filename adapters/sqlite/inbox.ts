import type { Instant } from '../../core/contracts/instant.ts';
import { stringifyJson } from '../../core/contracts/json.ts';
import { isObject } from '../../core/contracts/object.ts';
import { type StoredShape, UnreadableDataError } from '../../core/stored/parse-stored.ts';
import { createCachedValue, readInstantColumn } from './cached-value.ts';
import { readBodyColumn } from './read-body-column.ts';
import type { SqliteStore, SqlRow } from './store.ts';

/** An accepted entry that is not processed yet. */
export interface AcceptedEntry {
  readonly entry: unknown;
  readonly entryId: string;
  /** The instant at which it was accepted, which is the time of an event without one. */
  readonly at: Instant;
}

/** An item of the inbox: an accepted entry with its attempts. */
export interface InboxItem extends AcceptedEntry {
  readonly seq: number;
  readonly attempts: number;
}

/** An item of the inbox whose entry cannot be read, and the error that names its key. */
export interface UnreadableItem extends Pick<InboxItem, 'seq' | 'attempts'> {
  readonly error: UnreadableDataError;
}

/** The inbox: accepted entries whose processing failed. They are stored and tried again, and delay no others. */
export interface Inbox {
  /** Adds an entry that is due immediately, or one that was tried before. */
  add(accepted: AcceptedEntry, previous?: { readonly attempts: number; readonly dueAt: Instant }): void;
  /** Returns the next due entry, if there is one. */
  findDue(now: Instant): InboxItem | UnreadableItem | undefined;
  nextDueAt(): Instant | undefined;
  scheduleRetry(item: InboxItem, at: Instant): void;
  /** Moves an entry that did not cause the failure, or cannot be read, to a later instant, which does not count as an attempt. */
  postpone(item: InboxItem | UnreadableItem, at: Instant): void;
  remove(item: InboxItem): void;
  /** Returns all entries that can be read, in their order. */
  listAll(): InboxItem[];
}

/** The shape of an accepted entry. The entry in it may be any JSON. */
const ACCEPTED_ENTRY: StoredShape<AcceptedEntry> = {
  expected: 'an accepted entry',
  matches: (value): value is AcceptedEntry =>
    isObject(value) && typeof value['entryId'] === 'string' && typeof value['at'] === 'number',
};

/** Creates the inbox over the embedded store. */
export function createSqliteInbox(store: SqliteStore): Inbox {
  const next = createCachedValue(() => readInstantColumn(store.get('SELECT min(due_at) AS at FROM inbox')));
  store.onAfterRollback(() => next.invalidate());
  const setDue = ({ seq }: Pick<InboxItem, 'seq'>, attempts: number, at: Instant) => {
    next.invalidate();
    store.run('UPDATE inbox SET attempts = ?, due_at = ? WHERE seq = ?', attempts, at, seq);
  };
  let latest = 0;
  /** Returns a number that no entry had before, because an entry that was removed while it is processed is removed once more. */
  const nextSeq = (): number => {
    latest = Math.max(latest, Number(store.get('SELECT max(seq) AS seq FROM inbox')?.['seq'] ?? 0)) + 1;
    return latest;
  };
  return {
    add(accepted, { attempts, dueAt } = { attempts: 0, dueAt: accepted.at }) {
      next.invalidate();
      const sql = 'INSERT INTO inbox (seq, body, attempts, due_at) VALUES (?, ?, ?, ?)';
      store.run(sql, nextSeq(), stringifyJson(accepted), attempts, dueAt);
    },
    findDue(now) {
      const found = store.get(
        'SELECT seq, body, attempts FROM inbox WHERE due_at <= ? ORDER BY due_at, seq LIMIT 1',
        now,
      );
      return found === undefined ? undefined : readItem(found);
    },
    nextDueAt: () => next.get(),
    scheduleRetry: (item, at) => setDue(item, item.attempts + 1, at),
    postpone: (item, at) => setDue(item, item.attempts, at),
    remove({ seq }) {
      next.invalidate();
      store.run('DELETE FROM inbox WHERE seq = ?', seq);
    },
    listAll() {
      const found = store.all('SELECT seq, body, attempts FROM inbox ORDER BY seq').map(readItem);
      return found.filter((item): item is InboxItem => !('error' in item));
    },
  };
}

function readItem(columns: SqlRow): InboxItem | UnreadableItem {
  const [seq, attempts] = [Number(columns['seq']), Number(columns['attempts'])];
  try {
    return { ...readBodyColumn(columns, ACCEPTED_ENTRY, { table: 'inbox', key: [seq] }), seq, attempts };
  } catch (error) {
    if (!(error instanceof UnreadableDataError)) throw error;
    return { seq, attempts, error };
  }
}
