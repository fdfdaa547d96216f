import type { Campaign } from '../../core/campaign.ts';
import { compileFollowUp, type FollowUp, type Listener } from '../../core/follow-up.ts';
import type { Campaigns, FollowUps, Listeners } from '../../core/ports.ts';
import { parseStoreCursor } from '../../core/store-cursor.ts';
import { paginateRows } from './paginate-rows.ts';
import type { SqliteStore } from './store.ts';

const PAGE_SIZE = 100;

/** Campaigns, who listens, and published versions in the embedded store. */
export function createSqliteCampaigns(store: SqliteStore): {
  campaigns: Campaigns;
  listeners: Listeners;
  followUps: FollowUps;
} {
  const compiled = new Map<string, FollowUp>();
  const listeningByKey = new Map<string, Awaited<ReturnType<Listeners['findByKey']>>>();

  store.onAfterRollback(() => {
    compiled.clear();
    listeningByKey.clear();
  });

  const followUp = ({ campaignId, publication, version }: Listener): FollowUp => {
    const name = `${campaignId}.${publication}.${version}`;
    const known = compiled.get(name);
    if (known !== undefined) return known;
    const sql = 'SELECT body FROM published WHERE campaign_id = ? AND publication = ? AND version = ?';
    const found = store.get(sql, campaignId, publication, version);
    if (found === undefined) throw new Error(`published version ${name}: expected in the store`);
    const fresh = compileFollowUp(JSON.parse(String(found['body'])));
    compiled.set(name, fresh);
    return fresh;
  };

  return {
    listeners: {
      async findByKey(key) {
        const known = listeningByKey.get(key);
        if (known !== undefined) return known;
        const listening = readListeners(store, key);
        // Keys nobody listens to are not kept: there may be any number of them.
        if (listening.listeners.length > 0) listeningByKey.set(key, listening);
        return listening;
      },
    },
    followUps: {
      async get(listener) {
        return followUp(listener);
      },
      async getByPublication(campaignId, publication) {
        const sql = 'SELECT max(version) AS version FROM published WHERE campaign_id = ? AND publication = ?';
        const version = Number(store.get(sql, campaignId, publication)?.['version'] ?? 0);
        const publishedNow = readCampaign(store, campaignId)?.publication;
        const isLive = publishedNow?.number === publication && publishedNow.endedAt === undefined;
        return { followUp: followUp({ campaignId, publication, version }), isLive };
      },
    },
    campaigns: {
      async get(id) {
        return readCampaign(store, id);
      },
      async list(cursor) {
        const [after = ''] = cursor === undefined ? [] : parseStoreCursor(cursor, /^([a-z0-9-]+)$/);
        const found = store.iterate(
          'SELECT id, body FROM campaigns WHERE id > ? ORDER BY id LIMIT ?',
          after,
          PAGE_SIZE + 1,
        );
        return paginateRows(found, PAGE_SIZE, ({ id, body }) => ({
          item: JSON.parse(String(body)),
          cursor: String(id),
        }));
      },
      async getDefinition(id, version) {
        const found = store.get('SELECT body FROM definitions WHERE id = ? AND version = ?', id, version);
        if (found === undefined) throw new Error(`campaign ${id} version ${version}: expected in the store`);
        return JSON.parse(String(found['body']));
      },
      async write(write) {
        return store.transactionSync(() => {
          const { campaign, definition, published, keysToRemove = [], keysToAdd, keysToArchive } = write;
          if (!writeCampaign(store, campaign)) return false;
          if (definition !== undefined) {
            store.run(
              'INSERT INTO definitions VALUES (?, ?, ?)',
              campaign.id,
              campaign.version,
              JSON.stringify(definition),
            );
          }
          if (published !== undefined) {
            const { publication, version } = published;
            store.run(
              'INSERT OR REPLACE INTO published VALUES (?, ?, ?, ?)',
              campaign.id,
              publication,
              version,
              JSON.stringify(published),
            );
            compiled.delete(`${campaign.id}.${publication}.${version}`);
          }
          for (const key of keysToRemove)
            store.run('DELETE FROM listeners WHERE key = ? AND campaign_id = ?', key, campaign.id);
          for (const key of keysToAdd?.keys ?? []) {
            const { publication, version } = keysToAdd?.listener ?? { publication: 0, version: 0 };
            store.run('INSERT OR REPLACE INTO listeners VALUES (?, ?, ?, ?)', key, campaign.id, publication, version);
          }
          for (const key of keysToArchive?.keys ?? [])
            store.run('INSERT OR IGNORE INTO archived_keys VALUES (?, ?)', key, keysToArchive?.at ?? 0);
          for (const key of [...keysToRemove, ...(keysToAdd?.keys ?? []), ...(keysToArchive?.keys ?? [])])
            listeningByKey.delete(key);
          return true;
        });
      },
    },
  };
}

function readCampaign(store: SqliteStore, id: string): Campaign | undefined {
  const found = store.get('SELECT body FROM campaigns WHERE id = ?', id);
  return found === undefined ? undefined : JSON.parse(String(found['body']));
}

function writeCampaign(store: SqliteStore, campaign: Campaign): boolean {
  const { id, rev } = campaign;
  const body = JSON.stringify(campaign);
  if (rev === 1) return store.run('INSERT INTO campaigns VALUES (?, 1, ?) ON CONFLICT DO NOTHING', id, body) === 1;
  const sql = 'UPDATE campaigns SET rev = ?, body = ? WHERE id = ? AND rev = ?';
  return store.run(sql, rev, body, id, rev - 1) === 1;
}

function readListeners(store: SqliteStore, key: string): Awaited<ReturnType<Listeners['findByKey']>> {
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
