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

/** An accepted entry as it is stored: with the error of its latest attempt, if it was tried since errors are kept. */
interface StoredEntry extends AcceptedEntry {
  readonly lastError?: string;
}

/** An item of the inbox: an accepted entry with its attempts. */
export interface InboxItem extends StoredEntry {
  readonly seq: number;
  readonly attempts: number;
}

/** An attempt that failed: the instant of the next one, and the error. */
export interface FailedAttempt {
  readonly dueAt: Instant;
  readonly error: string;
}

/** An item that failed or cannot be read, its next attempt, and its body as it is stored. */
export interface FailingItem {
  readonly item: InboxItem | UnreadableItem;
  readonly dueAt: Instant;
  readonly body: string;
}

/** An item of the inbox whose entry cannot be read, and the error that names its key. */
export interface UnreadableItem extends Pick<InboxItem, 'seq' | 'attempts'> {
  readonly error: UnreadableDataError;
}

/** The inbox: accepted entries whose processing failed. They are stored and tried again, and delay no others. */
export interface Inbox {
  /** Adds an entry that is due immediately, or one that was tried before. */
  add(accepted: AcceptedEntry, previous?: PreviousAttempts): void;
  /** Returns the next due entry, if there is one. */
  findDue(now: Instant): InboxItem | UnreadableItem | undefined;
  nextDueAt(): Instant | undefined;
  /** Counts a failed attempt, and keeps its error. */
  scheduleRetry(item: InboxItem, failed: FailedAttempt): void;
  /** Moves an entry that did not cause the failure, or cannot be read, to a later instant, which does not count as an attempt. */
  postpone(item: InboxItem | UnreadableItem, at: Instant): void;
  remove(item: InboxItem): void;
  /** Returns all entries that can be read, in their order. */
  listAll(): InboxItem[];
  /** Returns the items that failed at least once, or cannot be read and are set aside, in their order. */
  listFailing(now: Instant): FailingItem[];
  /** Makes items due at an instant. */
  makeDue(items: readonly FailingItem[], at: Instant): void;
}

/** The attempts before an entry was stored, when the next one is due, and the error of the latest. */
interface PreviousAttempts {
  readonly attempts: number;
  readonly dueAt: Instant;
  readonly error?: string;
}

/** The shape of an accepted entry. The entry in it may be any JSON. */
const STORED_ENTRY: StoredShape<StoredEntry> = {
  expected: 'an accepted entry',
  matches: (value): value is StoredEntry =>
    isObject(value) &&
    typeof value['entryId'] === 'string' &&
    typeof value['at'] === 'number' &&
    ['string', 'undefined'].includes(typeof value['lastError']),
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
    add(accepted, { attempts, dueAt, error } = { attempts: 0, dueAt: accepted.at }) {
      next.invalidate();
      const sql = 'INSERT INTO inbox (seq, body, attempts, due_at) VALUES (?, ?, ?, ?)';
      store.run(sql, nextSeq(), formatStored(accepted, error), attempts, dueAt);
    },
    findDue(now) {
      const found = store.get(
        'SELECT seq, body, attempts FROM inbox WHERE due_at <= ? ORDER BY due_at, seq LIMIT 1',
        now,
      );
      return found === undefined ? undefined : readItem(found);
    },
    nextDueAt: () => next.get(),
    scheduleRetry(item, { dueAt, error }) {
      next.invalidate();
      const sql = 'UPDATE inbox SET attempts = ?, due_at = ?, body = ? WHERE seq = ?';
      store.run(sql, item.attempts + 1, dueAt, formatStored(item, error), item.seq);
    },
    postpone: (item, at) => setDue(item, item.attempts, at),
    remove({ seq }) {
      next.invalidate();
      store.run('DELETE FROM inbox WHERE seq = ?', seq);
    },
    listAll() {
      const found = store.all('SELECT seq, body, attempts FROM inbox ORDER BY seq').map(readItem);
      return found.filter((item): item is InboxItem => !('error' in item));
    },
    listFailing(now) {
      const sql = 'SELECT seq, body, attempts, due_at FROM inbox WHERE attempts > 0 OR due_at > ? ORDER BY seq';
      const found = store.all(sql, now).map((columns) => ({
        item: readItem(columns),
        dueAt: Number(columns['due_at']),
        body: String(columns['body']),
      }));
      // One that never failed waits for its first attempt.
      return found.filter(({ item }) => item.attempts > 0 || 'error' in item);
    },
    makeDue(items, at) {
      for (const { item } of items) setDue(item, item.attempts, at);
    },
  };
}

/** Returns the body of an item: its entry, and the error of its latest attempt. */
function formatStored({ entry, entryId, at }: AcceptedEntry, lastError?: string): string {
  return stringifyJson({ entry, entryId, at, ...(lastError !== undefined && { lastError }) });
}

function readItem(columns: SqlRow): InboxItem | UnreadableItem {
  const [seq, attempts] = [Number(columns['seq']), Number(columns['attempts'])];
  try {
    return { ...readBodyColumn(columns, STORED_ENTRY, { table: 'inbox', key: [seq] }), seq, attempts };
  } catch (error) {
    if (!(error instanceof UnreadableDataError)) throw error;
    return { seq, attempts, error };
  }
}
