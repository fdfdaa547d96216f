import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../data/client.ts';
import { useRefresh } from '../data/refresh.ts';
import { campaignKey } from './campaign-views.ts';

/** Reads the statistics of a campaign, of all days. One that has none is not asked for them. */
export function useStatistics(id: string, isOn = true) {
  const refresh = useRefresh();
  return useQuery({
    queryKey: campaignKey(id, 'statistics'),
    queryFn: () => unwrap(api.GET('/campaigns/{id}/stats', { params: { path: { id } } })),
    enabled: isOn,
    ...refresh,
  });
}
