import { useQueries } from '@tanstack/react-query';
import { api, unwrap } from '../data/client.ts';
import { createSizeKey, type WaveSize } from './sum-by-departure.ts';

/** The maximum number of campaigns whose waves are counted: counting reads every place. */
export const MAX_COUNTED_CAMPAIGNS = 10;

/** Counts the users who wait for the next departures of campaigns, once that is asked for. */
export function useWaveSizes(campaignIds: readonly string[], isAsked: boolean) {
  const counted = campaignIds.slice(0, MAX_COUNTED_CAMPAIGNS);
  const queries = useQueries({
    queries: counted.map((id) => ({
      queryKey: ['departures', id],
      queryFn: () => unwrap(api.GET('/campaigns/{id}/waves', { params: { path: { id } } })),
      enabled: isAsked,
    })),
  });
  const sizes = new Map<string, WaveSize>();
  const failed: { readonly campaignId: string; readonly problem: unknown }[] = [];
  for (const [index, campaignId] of counted.entries()) {
    const query = queries[index];
    if (query?.isError) failed.push({ campaignId, problem: query.error });
    for (const { departure, waiting, isAtLeast = false } of query?.data?.waves ?? [])
      sizes.set(createSizeKey(campaignId, departure), { departure, waiting, isAtLeast });
  }
  const readAt = queries.filter(({ isSuccess }) => isSuccess).map(({ dataUpdatedAt }) => dataUpdatedAt);
  return {
    sizes,
    /** Milliseconds since the epoch at which the first of them was counted; undefined before. */
    countedAt: readAt.length === 0 ? undefined : Math.min(...readAt),
    failed,
    isCounting: queries.some(({ isFetching }) => isFetching),
    countAgain: () => Promise.all(queries.map(({ refetch }) => refetch())),
  };
}
