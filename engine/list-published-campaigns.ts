import type { Campaign } from '../core/campaign.ts';
import type { Campaigns } from '../core/ports.ts';

/** Lists the published campaigns, reading page after page of all campaigns. */
export async function* listPublishedCampaigns(campaigns: Campaigns): AsyncGenerator<Campaign> {
  let cursor: string | undefined;
  do {
    const page = await campaigns.list(cursor);
    yield* page.items.filter(({ status }) => status === 'published');
    cursor = page.cursor;
  } while (cursor !== undefined);
}
