import { listTargets } from '../core/campaign.ts';
import {
  type Definition,
  type FollowUpDefinition,
  getReeligibility,
  isFollowUp,
} from '../core/contracts/definition.ts';
import type { Services } from '../core/ports.ts';

/**
 * Returns the cycle that a definition closes with the published follow-ups: each triggers the next, and each may be received again, so
 * that messages would never end (R8). The first campaign is the last, too. Only the campaigns that lead to it are read.
 */
export async function findCycle(
  definition: Definition,
  { campaigns }: Pick<Services, 'campaigns'>,
): Promise<string[] | undefined> {
  if (!mayRepeat(definition)) return undefined;
  const seen = new Set<string>();
  // Each path leads from a target, over the campaigns that it triggers, to the definition.
  const paths = listTargets(definition).map((target) => [target, definition.id]);
  for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
    const [id] = path;
    if (id === definition.id) return path;
    if (id === undefined || seen.has(id)) continue;
    seen.add(id);
    const before = await readPublished(id, campaigns);
    if (before === undefined || !mayRepeat(before)) continue;
    for (const target of listTargets(before)) paths.push([target, ...path]);
  }
  return undefined;
}

/** Returns whether a campaign is a follow-up that a user may receive more than once. */
function mayRepeat(definition: Definition): definition is FollowUpDefinition {
  return isFollowUp(definition) && getReeligibility(definition) !== undefined;
}

async function readPublished(id: string, campaigns: Services['campaigns']): Promise<Definition | undefined> {
  const campaign = await campaigns.get(id);
  if (campaign?.status !== 'published' || campaign.publication === undefined) return undefined;
  return campaigns.getDefinition(id, campaign.publication.version);
}
