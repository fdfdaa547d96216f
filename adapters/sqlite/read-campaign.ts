import type { Campaign } from '../../core/campaign.ts';
import { CAMPAIGN } from '../../core/stored/campaign-shapes.ts';
import { readBodyColumn } from './read-body-column.ts';
import type { SqliteStore } from './store.ts';

/** Reads a campaign; returns undefined if there is none. */
export function readCampaign(store: SqliteStore, id: string): Campaign | undefined {
  const found = store.get('SELECT body FROM campaigns WHERE id = ?', id);
  return found === undefined ? undefined : readBodyColumn(found, CAMPAIGN, { table: 'campaigns', key: [id] });
}
