import type { Campaign } from '../../core/campaign.ts';
import { decodeBody } from './item-body.ts';
import type { Table } from './table.ts';

/** The sort key of a campaign itself, among its definitions and published versions. */
export const CAMPAIGN_SORT_KEY = 'campaign';

/** The partition of everything of a campaign. */
export const createCampaignPartitionKey = (id: string): string => `campaign#${id}`;

/** A campaign as it stands now. */
export async function readCampaignItem(publications: Table, id: string): Promise<Campaign | undefined> {
  const item = await publications.get(createCampaignPartitionKey(id), CAMPAIGN_SORT_KEY);
  return item === undefined ? undefined : decodeBody<Campaign>(item['body']);
}
