import type { Context, Hono } from 'hono';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { ApiDeps } from './deps.ts';
import { fitPage, pagePositionSchema } from './fit-page.ts';
import { respondWithProblem } from './problems.ts';
import { respond } from './respond.ts';
import type { WaveView } from './schemas/wave.ts';

const LIST = { name: 'waves', positionSchema: pagePositionSchema };

/** Registers the routes by which operators see what waits, and end it before an installation is removed. */
export function registerWaveRoutes(app: Hono, deps: ApiDeps): void {
  app.get('/waves', (context) => listWaves(context, deps));
  app.post('/drain', (context) => drain(context, deps));
}

async function listWaves(context: Context, { services }: ApiDeps): Promise<Response> {
  const result = decodeCursor(context, LIST);
  if ('refused' in result) return result.refused;
  const page = await services.waves.listWaiting(result.place?.from);
  const { items, next } = fitPage({ ...page, items: page.items.map(toWaveView) }, result.place);
  return respond(context, 'GET /waves', { waves: items, ...encodeCursor(LIST, next) });
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
