import { compileFollowUp, type FollowUp, type Listener, type PublishedVersion } from '../../core/follow-up.ts';
import type { FollowUps } from '../../core/ports.ts';
import { PUBLISHED_VERSION } from '../../core/stored/campaign-shapes.ts';
import { readBodyColumn } from './read-body-column.ts';
import { readCampaign } from './read-campaign.ts';
import type { SqliteStore } from './store.ts';

/** The published versions, as campaigns write them. */
export interface SqliteFollowUps extends FollowUps {
  /** Stores a published version. */
  write(published: PublishedVersion): void;
}

/** Creates the published versions over the embedded store. Each is compiled once. */
export function createSqliteFollowUps(store: SqliteStore): SqliteFollowUps {
  const compiled = new Map<string, FollowUp>();
  store.onAfterRollback(() => compiled.clear());
  const get = (listener: Listener): FollowUp => {
    const name = formatVersionName(listener);
    const cached = compiled.get(name);
    if (cached !== undefined) return cached;
    const followUp = compileFollowUp(readPublishedVersion(store, listener));
    compiled.set(name, followUp);
    return followUp;
  };
  return {
    async get(listener) {
      return get(listener);
    },
    async getByPublication(campaignId, publication) {
      const sql = 'SELECT max(version) AS version FROM published WHERE campaign_id = ? AND publication = ?';
      const version = Number(store.get(sql, campaignId, publication)?.['version'] ?? 0);
      const current = readCampaign(store, campaignId)?.publication;
      const isLive = current?.number === publication && current.endedAt === undefined;
      return { followUp: get({ campaignId, publication, version }), isLive };
    },
    write(published) {
      const { publication, version } = published;
      const campaignId = published.definition.id;
      const sql = 'INSERT OR REPLACE INTO published VALUES (?, ?, ?, ?)';
      store.run(sql, campaignId, publication, version, JSON.stringify(published));
      compiled.delete(formatVersionName({ campaignId, publication, version }));
    },
  };
}

function formatVersionName({ campaignId, publication, version }: Listener): string {
  return `${campaignId}.${publication}.${version}`;
}

function readPublishedVersion(store: SqliteStore, listener: Listener): PublishedVersion {
  const { campaignId, publication, version } = listener;
  const sql = 'SELECT body FROM published WHERE campaign_id = ? AND publication = ? AND version = ?';
  const found = store.get(sql, campaignId, publication, version);
  if (found === undefined) throw new Error(`published version ${formatVersionName(listener)}: expected in the store`);
  const place = { table: 'published', key: [campaignId, publication, version] };
  return readBodyColumn(found, PUBLISHED_VERSION, place);
}
