import type { Campaign } from '../../core/campaign.ts';
import { readBody } from './body.ts';
import type { Table } from './table.ts';

/** The sort key of a campaign itself, among its definitions and published versions. */
export const CAMPAIGN = 'campaign';

/** The partition of everything of a campaign. */
export const partitionOf = (id: string): string => `campaign#${id}`;

/** A campaign as it stands now. */
export async function readCampaign(publications: Table, id: string): Promise<Campaign | undefined> {
  const item = await publications.get(partitionOf(id), CAMPAIGN);
  return item === undefined ? undefined : readBody<Campaign>(item['body']);
}
