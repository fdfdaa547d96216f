import type { Instant } from '../../core/contracts/instant.ts';
import { QUEUE_RETENTION } from '../../core/contracts/lifetime.ts';
import { EXPIRES_AT_ATTRIBUTE } from '../../core/contracts/tables.ts';
import type { ConversionKey } from '../../core/conversions.ts';
import type { Listener } from '../../core/follow-up.ts';
import type { Listeners } from '../../core/ports.ts';
import { ARCHIVED_SORT_KEY, createArchivedTargetKey, createListenerKey, parseListenerSortKey } from './keys.ts';
import { readNumberAttribute, type StoredItem } from './read-item.ts';
import { type Table, toExpirySeconds } from './table.ts';

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

/** Creates the item of a campaign that listens under a key for conversions only. It expires when no event of then is in a queue any more (R47). */
export function createConversionListenerItem({ key, until }: ConversionKey, listener: Listener) {
  return {
    ...createListenerItem(key, listener),
    conversionsUntil: until,
    [EXPIRES_AT_ATTRIBUTE]: toExpirySeconds(until + QUEUE_RETENTION),
  };
}

/** Creates the item of a key whose campaign is archived (R7). */
export function createArchivedItem(key: string, archivedAt: Instant) {
  return { ...createArchivedTargetKey(key), archivedAt };
}

function parseListener(stored: StoredItem): Listener {
  const campaignId = parseListenerSortKey(String(stored.item['sk']));
  const publication = readNumberAttribute(stored, 'publication');
  const listener = { campaignId, publication, version: readNumberAttribute(stored, 'version') };
  if (stored.item['conversionsUntil'] === undefined) return listener;
  return { ...listener, conversionsUntil: readNumberAttribute(stored, 'conversionsUntil') };
}
