import { useMutation, useQueryClient } from '@tanstack/react-query';
import { campaignKey } from './campaign-views.ts';

/** Runs an act on a campaign, and reads everything that it may have changed again: the campaign, the lists, and what is paused. */
export function useAct<Result>(id: string, act: () => Promise<Result>, onDone: (result: Result) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: onDone,
    onSettled: () =>
      Promise.all(
        [campaignKey(id), ['campaigns'], ['pause']].map((queryKey) => queries.invalidateQueries({ queryKey })),
      ),
  });
}
