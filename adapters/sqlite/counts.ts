import type { Counts } from '../../core/ports.ts';
import type { SqliteStore } from './store.ts';

/** Creates the counts over the embedded store. They are added up in memory and written once per commit. */
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
