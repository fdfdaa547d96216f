import { api, unwrap } from './client.ts';

/** The choice of campaigns: a part of the id or name, a status, and a campaign that they follow; each empty for all. */
interface CampaignFilter {
  readonly q: string;
  readonly status: string | undefined;
  readonly follows?: string;
  readonly cursor?: string | undefined;
  /** The maximum number of campaigns; absent for a hundred. */
  readonly limit?: string;
}

/** Reads a page of campaigns without their definitions. */
export async function listCampaignSummaries({ q, status, follows, cursor, limit }: CampaignFilter) {
  const query = {
    view: 'summary',
    ...(q === '' ? {} : { q }),
    ...(status === undefined ? {} : { status }),
    ...(follows === undefined ? {} : { follows }),
    ...(cursor === undefined ? {} : { cursor }),
    ...(limit === undefined ? {} : { limit }),
  };
  const page = await unwrap(api.GET('/campaigns', { params: { query } }));
  // The call answers with definitions in its other view.
  const campaigns = page.campaigns.flatMap((campaign) => ('definitionHash' in campaign ? [campaign] : []));
  return { campaigns, cursor: page.cursor };
}
