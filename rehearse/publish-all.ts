import type { Definition } from '../core/contracts/definition.ts';
import type { Services } from '../core/ports.ts';
import { type Acted, publishCampaign, saveCampaign } from '../engine/publish.ts';

/** Saves and publishes campaigns as their owner would. */
export async function publishAll(campaigns: readonly Definition[], services: Services): Promise<void> {
  for (const definition of campaigns) {
    accepted(await saveCampaign(definition, 'rehearsal', services));
    accepted(await publishCampaign(definition.id, { by: 'rehearsal', services, publishAhead: 0 }));
  }
}

function accepted(acted: Acted): void {
  if (!('campaign' in acted)) throw new Error(`publishing for a rehearsal: refused (${acted.code})`);
}
