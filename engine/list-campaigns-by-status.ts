import type { Campaign } from '../core/campaign.ts';
import type { Campaigns } from '../core/ports.ts';

/** Lists the campaigns of a status, reading page after page of all campaigns. */
export async function* listCampaignsByStatus(
  campaigns: Campaigns,
  status: Campaign['status'],
): AsyncGenerator<Campaign> {
  let cursor: string | undefined;
  do {
    const page = await campaigns.list(cursor);
    yield* page.items.filter((campaign) => campaign.status === status);
    cursor = page.cursor;
  } while (cursor !== undefined);
}
