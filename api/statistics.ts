import type { Context, Hono } from 'hono';
import { formatInstant } from '../core/contracts/instant.ts';
import { parseLocalDay } from '../core/statistics/parse-local-day.ts';
import { requestRecount } from '../engine/recount-statistics.ts';
import { viewStatistics } from '../engine/view-statistics.ts';
import type { ApiDeps } from './deps.ts';
import { respondUnknownCampaign, respondWithProblem } from './problems.ts';
import { respond } from './respond.ts';
import { respondRefused } from './respond-refused.ts';

/** Registers the routes that show the statistics of a campaign, and count them again (R48). */
export function registerStatisticsRoutes(app: Hono, deps: ApiDeps): void {
  app.get('/campaigns/:id/stats', (context) => showStatistics(context, context.req.param('id'), deps));
  app.post('/campaigns/:id/recount', (context) => recount(context, context.req.param('id'), deps));
}

async function showStatistics(context: Context, id: string, { services }: ApiDeps): Promise<Response> {
  const campaign = await services.campaigns.get(id);
  if (campaign === undefined) return respondUnknownCampaign(context, id);
  const { from, to, by } = context.req.query();
  for (const [path, text] of [['from', from] as const, ['to', to] as const]) {
    if (text !== undefined && parseLocalDay(text) === undefined)
      return respondInvalidQuery(context, { path, found: text, expected: 'a day, such as 2026-12-01' });
  }
  if (from !== undefined && to !== undefined && to < from)
    return respondInvalidQuery(context, { path: 'to', found: to, expected: 'a day that is not before from' });
  if (by !== undefined && by !== 'day')
    return respondInvalidQuery(context, { path: 'by', found: by, expected: '"day"' });
  const view = await viewStatistics(campaign, { from, to, isByDay: by === 'day' }, services);
  return respond(context, 'GET /campaigns/{id}/stats', view);
}

async function recount(context: Context, id: string, { services, continueRecount }: ApiDeps): Promise<Response> {
  const campaign = await services.campaigns.get(id);
  if (campaign === undefined) return respondUnknownCampaign(context, id);
  if (campaign.statistics === undefined) {
    const message = `no published version of ${id} asked for statistics: publish one with statistics: true`;
    return respondWithProblem(context, 409, { code: 'no-statistics', message });
  }
  const begun = await requestRecount(services);
  if ('code' in begun) return respondRefused(context, begun);
  await continueRecount?.();
  const { walk, number } = await services.recounts.read();
  const { begunAt = 0 } = begun;
  const isDone = walk === undefined || number > begun.number;
  return respond(context, 'POST /campaigns/{id}/recount', { begunAt: formatInstant(begunAt), isDone });
}

function respondInvalidQuery(
  context: Context,
  detail: { readonly path: string; readonly found: string; readonly expected: string },
): Response {
  const message = `${detail.path}: expected ${detail.expected}, found ${detail.found}`;
  return respondWithProblem(context, 400, { code: 'invalid-days', message, details: [detail] });
}
