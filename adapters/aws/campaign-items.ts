import type { Campaign } from '../../core/campaign.ts';
import { CAMPAIGN } from '../../core/stored/campaign-shapes.ts';
import { createCampaignKey } from './keys.ts';
import { readBody } from './read-item.ts';
import type { Table } from './table.ts';

/** Reads a campaign; returns undefined if there is none. */
export async function readCampaignItem(publications: Table, id: string): Promise<Campaign | undefined> {
  const item = await publications.get(createCampaignKey(id));
  return item === undefined ? undefined : readBody({ table: publications, item }, CAMPAIGN);
}
