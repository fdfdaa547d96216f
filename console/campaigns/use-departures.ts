import { api, unwrap } from '../data/client.ts';
import { usePages } from '../parts/use-pages.ts';
import { campaignKey } from './campaign-views.ts';

/** Reads the upcoming departures of a campaign, the soonest first. */
export function useDepartures(id: string, { isEnabled = true }: { readonly isEnabled?: boolean } = {}) {
  return usePages(
    campaignKey(id, 'waves'),
    (cursor) =>
      unwrap(
        api.GET('/campaigns/{id}/waves', {
          params: { path: { id }, query: cursor === undefined ? {} : { cursor } },
        }),
      ),
    { isEnabled },
  );
}
