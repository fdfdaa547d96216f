import { findListening, type ListeningDraft } from '../core/listening-draft.ts';
import type { Services } from '../core/ports.ts';
import { listCampaignsByStatus } from './list-campaigns-by-status.ts';
import { mapConcurrently } from './map-concurrently.ts';

/** The maximum number of definitions that are read at the same time. */
const MAX_CONCURRENCY = 10;

/** Returns the drafts that listen to a campaign: what happens to it before they are published does not count (R5). */
export async function findListeningDrafts(
  campaignId: string,
  { campaigns }: Pick<Services, 'campaigns'>,
): Promise<ListeningDraft[]> {
  const drafts = await Array.fromAsync(listCampaignsByStatus(campaigns, 'draft'));
  const found = await mapConcurrently(drafts, MAX_CONCURRENCY, async ({ id, version }) =>
    findListening(await campaigns.getDefinition(id, version), campaignId),
  );
  return found.filter((each) => each !== undefined);
}
