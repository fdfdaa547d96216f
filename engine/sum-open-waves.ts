import { getPrecision, isFollowUp } from '../core/contracts/definition.ts';
import type { Services } from '../core/ports.ts';
import { countOpenWaves } from '../core/waves.ts';
import { listCampaignsByStatus } from './list-campaigns-by-status.ts';
import { mapConcurrently } from './map-concurrently.ts';

/** The maximum number of definitions that are read at the same time. */
const MAX_CONCURRENCY = 10;

/** The waves that published campaigns may hold open at once, and the campaign that may hold the most. */
export interface OpenWavesSum {
  readonly waves: number;
  readonly largest: { readonly campaignId: string; readonly waves: number };
}

/** Sums up the waves that all published campaigns may hold open at once, if a user waits in every window. */
export async function sumOpenWaves({ campaigns }: Pick<Services, 'campaigns'>): Promise<OpenWavesSum> {
  const published: { id: string; version: number }[] = [];
  for await (const { id, publication } of listCampaignsByStatus(campaigns, 'published'))
    if (publication !== undefined) published.push({ id, version: publication.version });
  const counts = await mapConcurrently(published, MAX_CONCURRENCY, async ({ id, version }) => {
    const definition = await campaigns.getDefinition(id, version);
    const waves = isFollowUp(definition)
      ? countOpenWaves({ delay: definition.delay, precision: getPrecision(definition) })
      : 0;
    return { campaignId: id, waves };
  });
  return {
    waves: counts.reduce((sum, { waves }) => sum + waves, 0),
    largest: counts.reduce((one, other) => (other.waves > one.waves ? other : one), { campaignId: '', waves: 0 }),
  };
}
