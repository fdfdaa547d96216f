import { useInfiniteQuery } from '@tanstack/react-query';
import type { components } from '../data/api-types.ts';
import { api, unwrap } from '../data/client.ts';
import type { ShownCampaign } from './campaign-views.ts';

/** Returns the ids of the campaigns whose events a campaign listens to, each once. */
export function listFollowed({ definition }: ShownCampaign): string[] {
  if (!('triggers' in definition)) return [];
  const selectors = [...definition.triggers, ...definition.exceptions];
  return [...new Set(selectors.flatMap((selector) => ('campaign' in selector ? [selector.campaign] : [])))];
}

/** Returns whether a trigger of a campaign names another one. */
function isFollowing({ definition }: components['schemas']['Campaign'], id: string): boolean {
  return (
    'triggers' in definition && definition.triggers.some((trigger) => 'campaign' in trigger && trigger.campaign === id)
  );
}

/**
 * Finds the campaigns whose triggers name a campaign. The interface lists campaigns page by page and does not search in them: the first
 * page is read, and the next one when the reader asks for it. `read` is the number of campaigns that were searched.
 */
export function useFollowers(id: string) {
  const query = useInfiniteQuery({
    queryKey: ['campaigns', 'with-definitions'],
    queryFn: ({ pageParam }: { pageParam: string | undefined }) =>
      unwrap(api.GET('/campaigns', { params: { query: pageParam === undefined ? {} : { cursor: pageParam } } })),
    initialPageParam: undefined,
    getNextPageParam: ({ cursor }) => cursor,
    staleTime: 60_000,
  });
  const pages = query.data?.pages ?? [];
  // The call answers without definitions in its other view.
  const campaigns = pages.flatMap((page) => page.campaigns.flatMap((each) => ('definition' in each ? [each] : [])));
  return { query, read: campaigns.length, followers: campaigns.filter((each) => isFollowing(each, id)) };
}
