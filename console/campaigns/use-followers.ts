import { useQuery } from '@tanstack/react-query';
import { listCampaignSummaries } from '../data/campaign-summaries.ts';
import type { ShownCampaign } from './campaign-views.ts';

/** Returns the ids of the campaigns whose events a campaign listens to, each once. */
export function listFollowed({ definition }: ShownCampaign): string[] {
  if (!('triggers' in definition)) return [];
  const selectors = [...definition.triggers, ...definition.exceptions];
  return [...new Set(selectors.flatMap((selector) => ('campaign' in selector ? [selector.campaign] : [])))];
}

/** Finds the ids of the campaigns whose triggers name a campaign: the list of them is read to its end. */
export function useFollowers(id: string) {
  return useQuery({
    queryKey: ['campaigns', 'followers', id],
    queryFn: ({ signal }) => listFollowers(id, signal),
    staleTime: 60_000,
  });
}

async function listFollowers(id: string, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listCampaignSummaries({ q: '', status: undefined, follows: id, cursor });
    // The page was left meanwhile.
    signal.throwIfAborted();
    // An installation of an earlier version lists all campaigns.
    found.push(...page.campaigns.filter(({ follows = [] }) => follows.includes(id)).map((each) => each.id));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}
