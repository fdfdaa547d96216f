import type { Context, Hono, MiddlewareHandler } from 'hono';
import { isCampaignId } from '../core/contracts/definition.ts';
import { createCampaignView } from './campaign-view.ts';
import type { ApiDeps } from './deps.ts';
import { respondUnknownCampaign } from './problems.ts';
import { respond } from './respond.ts';

/** Registers the route that shows a campaign, and the check of the ids of all routes of a campaign. */
export function registerCampaignRoute(app: Hono, deps: ApiDeps): void {
  app.use('/campaigns/:id/*', refuseInvalidId);
  app.get('/campaigns/:id', (context) => showCampaign(context, context.req.param('id'), deps));
}

/** Answers 404 for an id that no campaign can have. A save explains what is wrong with it. */
const refuseInvalidId: MiddlewareHandler = async (context, next) => {
  const id = context.req.param('id') ?? '';
  return context.req.method === 'PUT' || isCampaignId(id) ? next() : respondUnknownCampaign(context, id);
};

async function showCampaign(context: Context, id: string, { services }: ApiDeps): Promise<Response> {
  const campaign = await services.campaigns.get(id);
  if (campaign === undefined) return respondUnknownCampaign(context, id);
  const view = await createCampaignView(campaign, await services.pauses.read(), services);
  return respond(context, 'GET /campaigns/{id}', view);
}
