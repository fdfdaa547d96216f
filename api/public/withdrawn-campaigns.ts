import type { Instant } from '../../core/contracts/instant.ts';
import { MINUTE, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { Campaigns, Clock } from '../../core/ports.ts';

/** The time for which the status of a campaign is used after it was read. */
const CACHE_DURATION: TimeSpan = MINUTE;
const MAX_CACHED = 1_000;

/** Creates the function that returns whether the messages of a campaign are withdrawn (R89): it is stopped or archived. */
export function createWithdrawnCampaigns(
  campaigns: Pick<Campaigns, 'get'>,
  clock: Clock,
): (campaignId: string) => Promise<boolean> {
  const cache = new Map<string, { readonly isWithdrawn: Promise<boolean>; readonly until: Instant }>();
  return (campaignId) => {
    const now = clock.now();
    const known = cache.get(campaignId);
    if (known !== undefined && now < known.until) return known.isWithdrawn;
    if (cache.size >= MAX_CACHED) cache.clear();
    const isWithdrawn = campaigns.get(campaignId).then((campaign) => {
      return campaign?.status === 'stopped' || campaign?.status === 'archived';
    });
    cache.set(campaignId, { isWithdrawn, until: now + CACHE_DURATION });
    isWithdrawn.catch(() => cache.delete(campaignId));
    return isWithdrawn;
  };
}
