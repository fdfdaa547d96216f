import type { Instant } from '../../core/contracts/instant.ts';
import type { Listener } from '../../core/follow-up.ts';
import type { Listeners } from '../../core/ports.ts';
import { type Item, keyOf, type Table } from './table.ts';

const CAMPAIGN = 'campaign#';
const ARCHIVED = 'archived';

/** Who listens, in DynamoDB: all who listen under a key lie in its partition, read by one query, strongly consistent. */
export function awsListeners(connectors: Table): Listeners {
  return {
    async under(key) {
      const items = await connectors.all({ partition: key });
      const archivedAt = items.find(({ sk }) => sk === ARCHIVED)?.['archivedAt'];
      const listeners = items.filter(({ sk }) => sk !== ARCHIVED).map(listenerOf);
      return { listeners, ...(typeof archivedAt === 'number' ? { archivedAt } : {}) };
    },
  };
}

/** Listeners that ask at most once for each key, for as long as one batch of events takes. */
export function askedOnce(listeners: Listeners): Listeners {
  const asked = new Map<string, ReturnType<Listeners['under']>>();
  return {
    under(key) {
      const known = asked.get(key) ?? listeners.under(key);
      asked.set(key, known);
      return known;
    },
  };
}

/** Where a campaign listens under a key. */
export function listenerKey(key: string, campaignId: string) {
  return keyOf(key, `${CAMPAIGN}${campaignId}`);
}

/** A campaign that listens under a key. */
export function listenerItem(key: string, { campaignId, publication, version }: Listener) {
  return { ...listenerKey(key, campaignId), publication, version };
}

/** A key whose campaign is archived (R7). */
export function archivedItem(key: string, archivedAt: Instant) {
  return { ...keyOf(key, ARCHIVED), archivedAt };
}

function listenerOf(item: Item): Listener {
  const campaignId = String(item['sk']).slice(CAMPAIGN.length);
  return { campaignId, publication: Number(item['publication']), version: Number(item['version']) };
}
