import type { Context, Hono } from 'hono';
import { formatInstant } from '../core/contracts/instant.ts';
import { listDepartures } from '../engine/list-departures.ts';
import { decodeCursor, encodeCursor, storeCursorSchema } from './cursor.ts';
import type { ApiDeps } from './deps.ts';
import { fitPage, pagePositionSchema } from './fit-page.ts';
import { respondUnknownCampaign, respondWithProblem } from './problems.ts';
import { respond } from './respond.ts';
import type { WaveView } from './schemas/wave.ts';

const LIST = { name: 'waves', positionSchema: pagePositionSchema };

/** Registers the routes by which operators see what waits and when it leaves, and end it before an installation is removed. */
export function registerWaveRoutes(app: Hono, deps: ApiDeps): void {
  app.get('/waves', (context) => listWaves(context, deps));
  app.post('/drain', (context) => drain(context, deps));
  app.get('/campaigns/:id/waves', (context) => listUpcoming(context, context.req.param('id'), deps));
}

async function listWaves(context: Context, { services }: ApiDeps): Promise<Response> {
  const result = decodeCursor(context, LIST);
  if ('refused' in result) return result.refused;
  const page = await services.waves.listWaiting(result.place?.from);
  const { items, next } = fitPage({ ...page, items: page.items.map(toWaveView) }, result.place);
  return respond(context, 'GET /waves', { waves: items, ...encodeCursor(LIST, next) });
}

/** Lists the upcoming departures of a campaign, with the number of users who wait for each. */
async function listUpcoming(context: Context, id: string, { services }: ApiDeps): Promise<Response> {
  const campaign = await services.campaigns.get(id);
  if (campaign === undefined) return respondUnknownCampaign(context, id);
  const list = { name: 'waves of a campaign', of: [id], positionSchema: storeCursorSchema };
  const result = decodeCursor(context, list);
  if ('refused' in result) return result.refused;
  const pauses = await services.pauses.read();
  const { items, cursor } = await listDepartures({ campaign, pauses }, result.place, services);
  const waves = items.map(({ departure, waiting, isAtLeast }) => ({
    departure: formatInstant(departure),
    waiting,
    ...(isAtLeast ? { isAtLeast: true as const } : {}),
  }));
  return respond(context, 'GET /campaigns/{id}/waves', { waves, ...encodeCursor(list, cursor) });
}

/** Returns a wave as it is listed. Its name begins with the id of its campaign, in which there is no dot. */
function toWaveView(name: string): WaveView {
  const [campaignId = name] = name.split('.');
  return { name, campaignId };
}

async function drain(context: Context, { drainWaves, getActor }: ApiDeps): Promise<Response> {
  const result = await drainWaves(getActor(context));
  if (!('published' in result))
    return respond(context, 'POST /drain', { ended: [...result.ended], isDone: result.isDone });
  const details = result.published.map((id) => ({ code: 'published' as const, message: `stop ${id}` }));
  const message = `published campaigns would enroll users again, stop them first: ${result.published.length}`;
  return respondWithProblem(context, 409, { code: 'published', message, details });
}
