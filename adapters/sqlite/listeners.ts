import type { CampaignWrite } from '../../core/campaign.ts';
import type { Listeners } from '../../core/ports.ts';
import type { SqliteStore } from './store.ts';

type KeyListeners = Awaited<ReturnType<Listeners['findByKey']>>;

/** The listeners, as campaigns write them. */
export interface SqliteListeners extends Listeners {
  /** Writes the keys that an action on a campaign adds, removes and archives. */
  write(write: CampaignWrite): void;
}

/** Creates the listeners over the embedded store. */
export function createSqliteListeners(store: SqliteStore): SqliteListeners {
  const cache = new Map<string, KeyListeners>();
  store.onAfterRollback(() => cache.clear());
  return {
    async findByKey(key) {
      const cached = cache.get(key);
      if (cached !== undefined) return cached;
      const found = readListeners(store, key);
      // A key without listeners is not cached: there is no limit to their number.
      if (found.listeners.length > 0) cache.set(key, found);
      return found;
    },
    write({ campaign, keysToRemove = [], keysToAdd, keysToArchive }) {
      for (const key of keysToRemove)
        store.run('DELETE FROM listeners WHERE key = ? AND campaign_id = ?', key, campaign.id);
      for (const key of keysToAdd?.keys ?? []) {
        const { publication, version } = keysToAdd?.listener ?? { publication: 0, version: 0 };
        store.run('INSERT OR REPLACE INTO listeners VALUES (?, ?, ?, ?)', key, campaign.id, publication, version);
      }
      for (const key of keysToArchive?.keys ?? [])
        store.run('INSERT OR IGNORE INTO archived_keys VALUES (?, ?)', key, keysToArchive?.at ?? 0);
      for (const key of [...keysToRemove, ...(keysToAdd?.keys ?? []), ...(keysToArchive?.keys ?? [])])
        cache.delete(key);
    },
  };
}

function readListeners(store: SqliteStore, key: string): KeyListeners {
  const found = store.all(
    'SELECT campaign_id, publication, version FROM listeners WHERE key = ? ORDER BY campaign_id',
    key,
  );
  const archivedAt = store.get('SELECT archived_at FROM archived_keys WHERE key = ?', key)?.['archived_at'];
  const listeners = found.map((columns) => ({
    campaignId: String(columns['campaign_id']),
    publication: Number(columns['publication']),
    version: Number(columns['version']),
  }));
  return typeof archivedAt === 'number' ? { listeners, archivedAt } : { listeners };
}
