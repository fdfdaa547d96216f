import { api, unwrap } from '../data/client.ts';
import { usePages } from '../parts/use-pages.ts';

/** Reads the decisions about a user, newest first, page by page: of all campaigns, or of one. */
export function useDecisions(userId: string, campaignId: string) {
  const query = { userId, order: 'newest', ...(campaignId === '' ? {} : { campaignId }) };
  const list = usePages(['decisions', userId, campaignId], (cursor) =>
    unwrap(api.GET('/decisions', { params: { query: { ...query, ...(cursor === undefined ? {} : { cursor }) } } })),
  );
  return { ...list, decisions: list.pages.flatMap(({ decisions }) => decisions) };
}
