import type { Counts } from '../../core/ports.ts';

/** Creates the counts in memory. */
export function createMemoryCounts(): Counts {
  const counts = new Map<string, Map<string, number>>();
  return {
    async add(campaignId, changes) {
      const sums = counts.get(campaignId) ?? new Map<string, number>();
      counts.set(campaignId, sums);
      for (const [name, change] of Object.entries(changes)) sums.set(name, (sums.get(name) ?? 0) + change);
    },
    async getByCampaign(campaignId) {
      const sums = [...(counts.get(campaignId) ?? [])];
      return Object.fromEntries(sums.sort(([one], [other]) => (one < other ? -1 : 1)));
    },
  };
}
