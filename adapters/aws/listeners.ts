import type { Instant } from '../../core/contracts/instant.ts';
import type { Listener } from '../../core/follow-up.ts';
import type { Listeners } from '../../core/ports.ts';
import { ARCHIVED_SORT_KEY, createArchivedTargetKey, createListenerKey, parseListenerSortKey } from './keys.ts';
import { readNumberAttribute, type StoredItem } from './read-item.ts';
import type { Table } from './table.ts';

/** Creates the listeners over DynamoDB. One strongly consistent query reads all listeners of a key from its partition. */
export function createAwsListeners(connectors: Table): Listeners {
  return {
    async findByKey(key) {
      const items = await connectors.queryAll({ partition: key });
      const archivedAt = items.find(({ sk }) => sk === ARCHIVED_SORT_KEY)?.['archivedAt'];
      const listeners = items
        .filter(({ sk }) => sk !== ARCHIVED_SORT_KEY)
        .map((item) => parseListener({ table: connectors, item }));
      return { listeners, ...(typeof archivedAt === 'number' ? { archivedAt } : {}) };
    },
  };
}

/** Creates listeners that read each key at most once, for use during one batch of events. */
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

/** Creates the item of a campaign that listens under a key. */
export function createListenerItem(key: string, { campaignId, publication, version }: Listener) {
  return { ...createListenerKey(key, campaignId), publication, version };
}

/** Creates the item of a key whose campaign is archived (R7). */
export function createArchivedItem(key: string, archivedAt: Instant) {
  return { ...createArchivedTargetKey(key), archivedAt };
}

function parseListener(stored: StoredItem): Listener {
  const campaignId = parseListenerSortKey(String(stored.item['sk']));
  const publication = readNumberAttribute(stored, 'publication');
  return { campaignId, publication, version: readNumberAttribute(stored, 'version') };
}
