import type { Definition } from '../core/contracts/definition.ts';
import { findListening, type ListeningDraft } from '../core/listening-draft.ts';
import type { Services } from '../core/ports.ts';
import { listCampaignsByStatus } from './list-campaigns-by-status.ts';
import { mapConcurrently } from './map-concurrently.ts';

/** The maximum number of definitions that are read at the same time. */
const MAX_CONCURRENCY = 10;

/** Returns the drafts that listen to a campaign: what happens to it before they are published does not count (R5). */
export async function findListeningDrafts(
  campaignId: string,
  services: Pick<Services, 'campaigns'>,
): Promise<ListeningDraft[]> {
  return selectListening(await readDrafts(services), campaignId);
}

/** Reads the definitions of all drafts. */
export async function readDrafts({ campaigns }: Pick<Services, 'campaigns'>): Promise<Definition[]> {
  const drafts = await Array.fromAsync(listCampaignsByStatus(campaigns, 'draft'));
  return mapConcurrently(drafts, MAX_CONCURRENCY, ({ id, version }) => campaigns.getDefinition(id, version));
}

/** Selects the drafts that listen to a campaign. */
export function selectListening(drafts: readonly Definition[], campaignId: string): ListeningDraft[] {
  return drafts.map((draft) => findListening(draft, campaignId)).filter((each) => each !== undefined);
}
