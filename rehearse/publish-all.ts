import type { Definition } from '../core/contracts/definition.ts';
import type { Services } from '../core/ports.ts';
import { publishCampaign, saveCampaign } from '../engine/publish.ts';
import type { ActResult } from '../engine/write-campaign.ts';

/** Saves and publishes campaigns as their owners would. */
export async function publishAll(campaigns: readonly Definition[], services: Services): Promise<void> {
  for (const definition of campaigns) {
    assertAccepted(await saveCampaign(definition, { by: 'rehearsal', services }));
    assertAccepted(await publishCampaign(definition.id, { by: 'rehearsal', services, publishLeadTime: 0 }));
  }
}

function assertAccepted(result: ActResult): void {
  if ('code' in result) throw new Error(`publishing for a rehearsal: refused (${result.code})`);
}
