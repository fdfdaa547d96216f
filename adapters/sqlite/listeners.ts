import type { CampaignWrite } from '../../core/campaign.ts';
import type { Listener } from '../../core/follow-up.ts';
import type { Listeners } from '../../core/ports.ts';
import type { SqliteStore } from './store.ts';

/** A listener, as its columns are written. */
type StoredListener = Pick<Listener, 'publication' | 'version' | 'conversionsUntil'>;

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
    write({ campaign, keysToRemove = [], keysToAdd, keysForConversions, keysToArchive }) {
      const put = (key: string, { publication, version, conversionsUntil }: StoredListener) => {
        const sql = 'INSERT OR REPLACE INTO listeners VALUES (?, ?, ?, ?, ?)';
        store.run(sql, key, campaign.id, publication, version, conversionsUntil ?? null);
        cache.delete(key);
      };
      for (const key of keysToRemove)
        store.run('DELETE FROM listeners WHERE key = ? AND campaign_id = ?', key, campaign.id);
      if (keysToAdd !== undefined) for (const key of keysToAdd.keys) put(key, keysToAdd.listener);
      if (keysForConversions !== undefined)
        for (const { key, until } of keysForConversions.keys)
          put(key, { ...keysForConversions.listener, conversionsUntil: until });
      for (const key of keysToArchive?.keys ?? [])
        store.run('INSERT OR IGNORE INTO archived_keys VALUES (?, ?)', key, keysToArchive?.at ?? 0);
      for (const key of [...keysToRemove, ...(keysToArchive?.keys ?? [])]) cache.delete(key);
    },
  };
}

function readListeners(store: SqliteStore, key: string): KeyListeners {
  const found = store.all(
    'SELECT campaign_id, publication, version, conversions_until FROM listeners WHERE key = ? ORDER BY campaign_id',
    key,
  );
  const archivedAt = store.get('SELECT archived_at FROM archived_keys WHERE key = ?', key)?.['archived_at'];
  const listeners = found.map((columns) => ({
    campaignId: String(columns['campaign_id']),
    publication: Number(columns['publication']),
    version: Number(columns['version']),
    ...(typeof columns['conversions_until'] === 'number' && { conversionsUntil: columns['conversions_until'] }),
  }));
  return typeof archivedAt === 'number' ? { listeners, archivedAt } : { listeners };
}
