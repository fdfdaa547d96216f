import type { Instant } from '../../core/contracts/instant.ts';
import type { Merges } from '../../core/ports.ts';
import { createCachedValue, readInstantColumn } from './cached-value.ts';
import type { SqliteStore } from './store.ts';

/** The merges and, in place of a queue, those that are due. */
export interface SqliteMerges extends Merges {
  /** Returns the instant at which a merge goes on next, if there is one. */
  nextDueAt(): Instant | undefined;
  /** Returns the users whose merges are due at an instant, the earliest first. */
  listDue(now: Instant): string[];
  /** Records that a merge is not due any more, until it is scheduled again. */
  settle(userId: string): void;
}

const MAX_DUE = 20;

/** Creates the merges over the embedded store. */
export function createSqliteMerges(store: SqliteStore): SqliteMerges {
  const next = createCachedValue(() => readInstantColumn(store.get('SELECT min(due_at) AS at FROM merges')));
  store.onAfterRollback(() => next.invalidate());
  return {
    async schedule(userId, at) {
      next.invalidate();
      const sql =
        'INSERT INTO merges (user_id, due_at) VALUES (?, ?) ON CONFLICT DO UPDATE SET due_at = min(due_at, excluded.due_at)';
      store.run(sql, userId, at);
    },
    nextDueAt: () => next.get(),
    listDue(now) {
      const sql = 'SELECT user_id FROM merges WHERE due_at <= ? ORDER BY due_at, user_id LIMIT ?';
      return store.all(sql, now, MAX_DUE).map((columns) => String(columns['user_id']));
    },
    settle(userId) {
      next.invalidate();
      store.run('DELETE FROM merges WHERE user_id = ?', userId);
    },
  };
}
