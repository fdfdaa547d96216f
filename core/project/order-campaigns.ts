import { listTargets } from '../campaign.ts';
import { type Definition, isFollowUp } from '../contracts/definition.ts';

/**
 * Orders campaigns as an apply publishes them: those of other tools first, then each follow-up before the campaigns that it listens to,
 * because only interactions after its publication count (R4). In a cycle, one campaign comes after the one that it listens to.
 */
export function orderCampaigns<Item extends { readonly definition: Definition }>(campaigns: readonly Item[]): Item[] {
  const byId = new Map(campaigns.map((each) => [each.definition.id, each]));
  const listeners = new Map<string, Item[]>();
  for (const campaign of campaigns)
    for (const target of isFollowUp(campaign.definition) ? listTargets(campaign.definition) : [])
      if (byId.has(target)) listeners.set(target, [...(listeners.get(target) ?? []), campaign]);
  const ordered = new Set<Item>(campaigns.filter(({ definition }) => !isFollowUp(definition)));
  const begun = new Set<Item>();
  // A stack, not recursion: a chain may be as long as the folder.
  for (const campaign of campaigns) {
    const stack = [campaign];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const found = begun.has(top) ? [] : (listeners.get(top.definition.id) ?? []);
      // A campaign that listens to itself does not wait for itself.
      begun.add(top);
      const next = found.filter((each) => !begun.has(each));
      if (next.length > 0) stack.push(...next.toReversed());
      else {
        stack.pop();
        ordered.add(top);
      }
    }
  }
  return [...ordered];
}
