import { useQueries } from '@tanstack/react-query';
import { api, unwrap } from '../data/client.ts';
import type { WaitingWave } from './parse-wave.ts';

/** The maximum number of campaigns whose waves are counted: counting reads every place. */
export const MAX_COUNTED_CAMPAIGNS = 10;

/** The number of users who wait for a departure. */
export interface WaveSize {
  readonly departure: string;
  readonly waiting: number;
  readonly isAtLeast: boolean;
}

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
  return {
    sizes,
    failed,
    isCounting: queries.some(({ isFetching }) => isFetching),
    countAgain: () => Promise.all(queries.map(({ refetch }) => refetch())),
  };
}

/** Returns the key by which the size of a wave is found. */
export function createSizeKey(campaignId: string, departure: string): string {
  return `${campaignId} ${departure}`;
}

/**
 * Returns the sum of the users who wait, by departure, in the order of the waves. Campaigns that are not counted are left out. A size is
 * that of a campaign and a departure: several publications have it together.
 */
export function sumByDeparture(waves: readonly WaitingWave[], sizes: ReadonlyMap<string, WaveSize>) {
  const sums = new Map<string, number>();
  for (const key of new Set(waves.map(({ campaignId, departure = '' }) => createSizeKey(campaignId, departure)))) {
    const size = sizes.get(key);
    if (size !== undefined) sums.set(size.departure, (sums.get(size.departure) ?? 0) + size.waiting);
  }
  return [...sums].map(([departure, waiting]) => ({ departure, waiting }));
}
