import type { Campaign } from '../../core/campaign.ts';
import { decodeBody } from './item-body.ts';
import { createCampaignKey } from './keys.ts';
import type { Table } from './table.ts';

/** A campaign as it stands now. */
export async function readCampaignItem(publications: Table, id: string): Promise<Campaign | undefined> {
  const item = await publications.get(createCampaignKey(id));
  return item === undefined ? undefined : decodeBody<Campaign>(item['body']);
}
