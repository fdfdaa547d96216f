import { type Campaign, type HashedDefinition, hashWithTargets } from '../core/campaign.ts';
import type { Campaigns } from '../core/ports.ts';

/** Returns the hash of a campaign's newest definition and what that follows. The definition is read only if an earlier release saved it. */
export async function findHashed(
  { id, version, hashed }: Campaign,
  campaigns: Pick<Campaigns, 'getDefinition'>,
): Promise<Required<HashedDefinition>> {
  if (hashed?.version === version && hashed.follows !== undefined) {
    return { hash: hashed.hash, follows: hashed.follows };
  }
  return hashWithTargets(await campaigns.getDefinition(id, version));
}
