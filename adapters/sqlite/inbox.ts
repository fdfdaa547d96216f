import type { Instant } from '../../core/contracts/instant.ts';
import { writeJson } from '../../core/contracts/json.ts';
import { instantOf, remembered } from './remembered.ts';
import type { Store } from './store.ts';

/** An accepted entry that is yet to be processed. */
export interface Accepted {
  readonly entry: unknown;
  readonly entryId: string;
  /** When it was accepted: an event that says no time happened then. */
  readonly at: Instant;
}

/** One accepted entry in the inbox. */
export interface InboxItem extends Accepted {
  readonly seq: number;
  readonly attempts: number;
}

/** Entries accepted whose processing broke: kept, tried again, and never in the way of others. */
export interface Inbox {
  /** Keeps an entry that is due at once, or one that was tried already. */
  put(accepted: Accepted, tried?: { readonly attempts: number; readonly dueAt: Instant }): void;
  /** The next entry due, if any. */
  next(now: Instant): InboxItem | undefined;
  nextAt(): Instant | undefined;
  retryAt(item: InboxItem, at: Instant): void;
  /** Puts an entry off that cannot be blamed for what broke: that is no attempt of it. */
  postpone(item: InboxItem, at: Instant): void;
  remove(item: InboxItem): void;
}

/** The inbox in the embedded store. */
export function localInbox(store: Store): Inbox {
  const next = remembered(() => instantOf(store.one('SELECT min(due_at) AS at FROM inbox')));
  store.afterRollback(() => next.forget());
  const setDue = ({ seq }: InboxItem, attempts: number, at: Instant) => {
    next.forget();
    store.run('UPDATE inbox SET attempts = ?, due_at = ? WHERE seq = ?', attempts, at, seq);
  };
  let latest = 0;
  /** A number that no entry had before: whoever still works on an entry that was removed meanwhile removes it again. */
  const nextSeq = (): number => {
    latest = Math.max(latest, Number(store.one('SELECT max(seq) AS seq FROM inbox')?.['seq'] ?? 0)) + 1;
    return latest;
  };
  return {
    put(accepted, { attempts, dueAt } = { attempts: 0, dueAt: accepted.at }) {
      next.forget();
      const sql = 'INSERT INTO inbox (seq, body, attempts, due_at) VALUES (?, ?, ?, ?)';
      store.run(sql, nextSeq(), writeJson(accepted), attempts, dueAt);
    },
    next(now) {
      const found = store.one(
        'SELECT seq, body, attempts FROM inbox WHERE due_at <= ? ORDER BY due_at, seq LIMIT 1',
        now,
      );
      if (found === undefined) return undefined;
      return { ...JSON.parse(String(found['body'])), seq: Number(found['seq']), attempts: Number(found['attempts']) };
    },
    nextAt: () => next.value(),
    retryAt: (item, at) => setDue(item, item.attempts + 1, at),
    postpone: (item, at) => setDue(item, item.attempts, at),
    remove({ seq }) {
      next.forget();
      store.run('DELETE FROM inbox WHERE seq = ?', seq);
    },
  };
}
