import { api, unwrap } from '../data/client.ts';
import { usePages } from '../parts/use-pages.ts';

/** Reads the deliveries of a user, those of the newest dispatch first, page by page: of all campaigns, or of one. */
export function useDeliveries(userId: string, campaignId: string) {
  const query = { userId, ...(campaignId === '' ? {} : { campaignId }) };
  const list = usePages(['deliveries', userId, campaignId], (cursor) =>
    unwrap(api.GET('/deliveries', { params: { query: { ...query, ...(cursor === undefined ? {} : { cursor }) } } })),
  );
  return { ...list, deliveries: list.pages.flatMap(({ deliveries }) => deliveries) };
}
