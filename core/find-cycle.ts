import { listTargets } from './campaign.ts';
import { type Definition, type FollowUpDefinition, getReeligibility, isFollowUp } from './contracts/definition.ts';

/** The description of what is expected instead of a cycle, for messages about faults. */
export const CYCLE_EXPECTED = 'no cycle in which every campaign may be received again';

/** The function that reads the published definition of a campaign; undefined if none is. */
type ReadPublished = (id: string) => Promise<Definition | undefined> | Definition | undefined;

/**
 * Returns the cycle that a definition closes with the published follow-ups: each triggers the next, and each may be received again, so
 * that messages would never end (R8). The first campaign is the last, too. Only the campaigns that lead to it are read.
 */
export async function findCycle(definition: Definition, readPublished: ReadPublished): Promise<string[] | undefined> {
  if (!mayRepeat(definition)) return undefined;
  const seen = new Set<string>();
  // Each path leads from a target, over the campaigns that it triggers, to the definition.
  const paths = listTargets(definition).map((target) => [target, definition.id]);
  for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
    const [id] = path;
    if (id === definition.id) return path;
    if (id === undefined || seen.has(id)) continue;
    seen.add(id);
    const before = await readPublished(id);
    if (before === undefined || !mayRepeat(before)) continue;
    for (const target of listTargets(before)) paths.push([target, ...path]);
  }
  return undefined;
}

/** Returns whether a definition can be part of a cycle at all: it may be received again, and is triggered by another campaign. */
export function mayCloseCycle(definition: Definition): boolean {
  return mayRepeat(definition) && listTargets(definition).length > 0;
}

/** Returns whether a campaign is a follow-up that a user may receive more than once. */
function mayRepeat(definition: Definition): definition is FollowUpDefinition {
  return isFollowUp(definition) && getReeligibility(definition) !== undefined;
}
