import type { Context, Hono } from 'hono';
import { mapConcurrently } from '../engine/map-concurrently.ts';
import { createCampaignSummary, createCampaignView } from './campaign-view.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { ApiDeps } from './deps.ts';
import { type CampaignFilter, findCampaigns, isAll } from './find-campaigns.ts';
import { countFittingItems, pagePositionSchema } from './fit-page.ts';
import { respondUnknownValue } from './problems.ts';
import { readLimit } from './read-limit.ts';
import { respond } from './respond.ts';
import { CAMPAIGN_STATUSES } from './schemas/campaign.ts';

const CALL = 'GET /campaigns';
/** The views of a list besides that with everything, which has no name. */
const VIEWS = ['summary'] as const;
/** The maximum number of campaigns whose counts and departures are read at the same time. */
const MAX_CONCURRENCY = 50;

/** Registers the route that lists campaigns, whole or as summaries. */
export function registerCampaignListRoute(app: Hono, deps: ApiDeps): void {
  app.get('/campaigns', (context) => listCampaigns(context, deps));
}

async function listCampaigns(context: Context, { services }: ApiDeps): Promise<Response> {
  const query = readListQuery(context);
  if ('refused' in query) return query.refused;
  const { view, filter, limit } = query;
  const { status, search, follows } = filter;
  const of =
    view === undefined && isAll(filter) ? [] : [view, status, search, ...(follows === undefined ? [] : [follows])];
  const list = { name: 'campaigns', of, positionSchema: pagePositionSchema };
  const result = decodeCursor(context, list);
  if ('refused' in result) return result.refused;
  const { found, next } = await findCampaigns(filter, { position: result.place, limit }, services.campaigns);
  const pauses = await services.pauses.read();
  if (view === 'summary') {
    const campaigns = await mapConcurrently(found, MAX_CONCURRENCY, ({ campaign }) =>
      createCampaignSummary(campaign, pauses, services),
    );
    return respond(context, CALL, { campaigns, ...encodeCursor(list, next) });
  }
  const views = await Promise.all(found.map(({ campaign }) => createCampaignView(campaign, pauses, services)));
  const count = countFittingItems(views);
  const after = count < views.length ? found[count - 1]?.after : next;
  return respond(context, CALL, { campaigns: views.slice(0, count), ...encodeCursor(list, after) });
}

interface ListQuery {
  readonly view: (typeof VIEWS)[number] | undefined;
  readonly filter: CampaignFilter;
  readonly limit: number;
}

/** Reads the view, the filter and the limit of a call. A parameter that is empty counts as absent. */
function readListQuery(context: Context): ListQuery | { readonly refused: Response } {
  const { view: viewText = '', status: statusText = '', q = '', follows = '' } = context.req.query();
  const view = VIEWS.find((known) => known === viewText);
  if (view === undefined && viewText !== '') {
    return { refused: respondUnknownValue(context, { code: 'unknown-view', path: 'view', known: VIEWS }) };
  }
  const status = CAMPAIGN_STATUSES.find((known) => known === statusText);
  if (status === undefined && statusText !== '') {
    return {
      refused: respondUnknownValue(context, { code: 'unknown-status', path: 'status', known: CAMPAIGN_STATUSES }),
    };
  }
  const limit = readLimit(context);
  if ('refused' in limit) return limit;
  return { view, filter: { status, search: q || undefined, follows: follows || undefined }, ...limit };
}
