import type { Instant } from '../../core/contracts/instant.ts';
import type { Listener } from '../../core/follow-up.ts';
import type { Listeners } from '../../core/ports.ts';
import { createItemKey, type Item, type Table } from './table.ts';

const CAMPAIGN_PREFIX = 'campaign#';
const ARCHIVED_SORT_KEY = 'archived';

/** Who listens, in DynamoDB: all who listen under a key lie in its partition, read by one query, strongly consistent. */
export function createAwsListeners(connectors: Table): Listeners {
  return {
    async findByKey(key) {
      const items = await connectors.queryAll({ partition: key });
      const archivedAt = items.find(({ sk }) => sk === ARCHIVED_SORT_KEY)?.['archivedAt'];
      const listeners = items.filter(({ sk }) => sk !== ARCHIVED_SORT_KEY).map(parseListener);
      return { listeners, ...(typeof archivedAt === 'number' ? { archivedAt } : {}) };
    },
  };
}

/** Listeners that ask at most once for each key, for as long as one batch of events takes. */
export function createCachedListeners(listeners: Listeners): Listeners {
  const cache = new Map<string, ReturnType<Listeners['findByKey']>>();
  return {
    findByKey(key) {
      const known = cache.get(key) ?? listeners.findByKey(key);
      cache.set(key, known);
      return known;
    },
  };
}

/** Where a campaign listens under a key. */
export function createListenerKey(key: string, campaignId: string) {
  return createItemKey(key, `${CAMPAIGN_PREFIX}${campaignId}`);
}

/** A campaign that listens under a key. */
export function createListenerItem(key: string, { campaignId, publication, version }: Listener) {
  return { ...createListenerKey(key, campaignId), publication, version };
}

/** A key whose campaign is archived (R7). */
export function createArchivedItem(key: string, archivedAt: Instant) {
  return { ...createItemKey(key, ARCHIVED_SORT_KEY), archivedAt };
}

function parseListener(item: Item): Listener {
  const campaignId = String(item['sk']).slice(CAMPAIGN_PREFIX.length);
  return { campaignId, publication: Number(item['publication']), version: Number(item['version']) };
}
