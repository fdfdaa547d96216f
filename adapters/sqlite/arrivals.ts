import { PendingArrivals, sumArrivals } from '../../core/arrivals.ts';
import { computeDay } from '../../core/contracts/instant.ts';
import { createInteractionKey } from '../../core/matching.ts';
import type { Arrivals, Clock } from '../../core/ports.ts';
import type { SqliteStore } from './store.ts';

/** Creates the counts of arrivals over the embedded store. They are written with a commit, once a minute or for a thousand of them. */
export function createSqliteArrivals(store: SqliteStore, clock: Clock): Arrivals {
  const pending = new PendingArrivals();
  const flush = () => {
    const now = clock.now();
    for (const [key, count] of pending.takeDue(now) ?? []) {
      const sql = 'INSERT INTO arrivals VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count';
      store.run(sql, key, computeDay(now), count);
    }
  };
  store.onBeforeCommit(flush);
  return {
    async note(event) {
      pending.add(createInteractionKey(event));
      if (!store.isInTransaction) store.transactionSync(flush);
    },
    async getByKey(key) {
      const stored = store.all('SELECT day, count FROM arrivals WHERE key = ?', key);
      const days = stored.map(({ day, count }) => [Number(day), Number(count)] as const);
      return sumArrivals([...days, [computeDay(clock.now()), pending.count(key)]]);
    },
  };
}
