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
  put(accepted: Accepted): void;
  /** The next entry due, if any. */
  next(now: Instant): InboxItem | undefined;
  nextAt(): Instant | undefined;
  retryAt(item: InboxItem, at: Instant): void;
  remove(item: InboxItem): void;
}

/** The inbox in the embedded store. */
export function localInbox(store: Store): Inbox {
  const next = remembered(() => instantOf(store.one('SELECT min(due_at) AS at FROM inbox')));
  store.afterRollback(() => next.forget());
  return {
    put(accepted) {
      next.forget();
      store.run('INSERT INTO inbox (body, due_at) VALUES (?, ?)', writeJson(accepted), accepted.at);
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
    retryAt({ seq, attempts }, at) {
      next.forget();
      store.run('UPDATE inbox SET attempts = ?, due_at = ? WHERE seq = ?', attempts + 1, at, seq);
    },
    remove({ seq }) {
      next.forget();
      store.run('DELETE FROM inbox WHERE seq = ?', seq);
    },
  };
}
