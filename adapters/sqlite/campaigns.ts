import type { ApplyLeaseState } from '../../core/apply-lease.ts';
import type { Campaign } from '../../core/campaign.ts';
import { isNext, type Revised, type SyncDocument } from '../../core/installation-document.ts';
import type { Campaigns, Log } from '../../core/ports.ts';
import { parseStoreCursor } from '../../core/store-cursor.ts';
import { CAMPAIGN, CAMPAIGN_TEXT, DEFINITION } from '../../core/stored/campaign-shapes.ts';
import type { SqliteFollowUps } from './follow-ups.ts';
import type { SqliteListeners } from './listeners.ts';
import { paginateRows } from './paginate-rows.ts';
import { readBodyColumn } from './read-body-column.ts';
import { readCampaign } from './read-campaign.ts';
import { readListItem } from './read-list-item.ts';
import type { SqliteStore } from './store.ts';

const PAGE_SIZE = 100;

/** The parts of a store that an action on a campaign writes, and the log. */
export interface CampaignsDeps {
  readonly store: SqliteStore;
  readonly listeners: SqliteListeners;
  readonly followUps: SqliteFollowUps;
  readonly applyLease: SyncDocument<ApplyLeaseState>;
  readonly publishOrder: SyncDocument<Revised>;
  readonly log: Log;
}

/** Creates the campaigns over the embedded store. An action writes all that it changes in one transaction. */
export function createSqliteCampaigns(deps: CampaignsDeps): Campaigns {
  const { store, listeners, followUps, applyLease, publishOrder, log } = deps;
  return {
    async get(id) {
      return readCampaign(store, id);
    },
    async list(cursor) {
      const [after = ''] = cursor === undefined ? [] : parseStoreCursor(cursor, /^([a-z0-9-]+)$/);
      const sql = 'SELECT id, body FROM campaigns WHERE id > ? ORDER BY id LIMIT ?';
      return paginateRows(store.iterate(sql, after, PAGE_SIZE + 1), PAGE_SIZE, (columns) => {
        const id = String(columns['id']);
        const place = { table: 'campaigns', key: [id] };
        return { item: readListItem(() => readBodyColumn(columns, CAMPAIGN, place), log), cursor: id };
      });
    },
    async getDefinition(id, version) {
      const found = store.get('SELECT body FROM definitions WHERE id = ? AND version = ?', id, version);
      if (found === undefined) throw new Error(`campaign ${id} version ${version}: expected in the store`);
      return readBodyColumn(found, DEFINITION, { table: 'definitions', key: [id, version] });
    },
    async getText(id, version) {
      const found = store.get('SELECT body FROM definition_texts WHERE id = ? AND version = ?', id, version);
      if (found === undefined) return undefined;
      return readBodyColumn(found, CAMPAIGN_TEXT, { table: 'definition_texts', key: [id, version] });
    },
    async write(write) {
      return store.transactionSync(() => {
        const { campaign, definition, text, published, lease, order } = write;
        if (!isNext(applyLease, lease) || !isNext(publishOrder, order)) return false;
        if (!writeCampaign(store, campaign)) return false;
        if (definition !== undefined) {
          const sql = 'INSERT INTO definitions VALUES (?, ?, ?)';
          store.run(sql, campaign.id, campaign.version, JSON.stringify(definition));
        }
        if (text !== undefined) {
          const sql = 'INSERT INTO definition_texts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body';
          store.run(sql, campaign.id, campaign.version, JSON.stringify(text));
        }
        if (lease !== undefined) applyLease.writeSync(lease);
        if (order !== undefined) publishOrder.writeSync(order);
        if (published !== undefined) followUps.write(published);
        listeners.write(write);
        return true;
      });
    },
  };
}

function writeCampaign(store: SqliteStore, campaign: Campaign): boolean {
  const { id, rev } = campaign;
  const body = JSON.stringify(campaign);
  if (rev === 1) return store.run('INSERT INTO campaigns VALUES (?, 1, ?) ON CONFLICT DO NOTHING', id, body) === 1;
  const sql = 'UPDATE campaigns SET rev = ?, body = ? WHERE id = ? AND rev = ?';
  return store.run(sql, rev, body, id, rev - 1) === 1;
}
