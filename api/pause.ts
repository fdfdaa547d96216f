import type { Context, Hono } from 'hono';
import { formatInstant } from '../core/contracts/instant.ts';
import type { Pause } from '../core/pauses.ts';
import { pause, resume } from '../engine/pause.ts';
import type { ApiDeps } from './deps.ts';
import { respond } from './respond.ts';
import { respondRefused } from './respond-refused.ts';
import type { PauseView } from './schemas/pause.ts';

/** Registers the routes that pause and resume one campaign or all (R92). */
export function registerPauseRoutes(app: Hono, deps: ApiDeps): void {
  app.get('/pause', (context) => showPauses(context, deps));
  app.post('/pause', (context) => pauseAll(context, deps));
  app.post('/resume', (context) => resumeAll(context, deps));
  app.post('/campaigns/:id/pause', (context) => pauseCampaign(context, context.req.param('id'), deps));
  app.post('/campaigns/:id/resume', (context) => resumeCampaign(context, context.req.param('id'), deps));
}

/** Creates the view of a pause. */
export function createPauseView({ by, at }: Pause): PauseView {
  return { by, ...(at === undefined ? {} : { at: formatInstant(at) }) };
}

async function showPauses(context: Context, { services }: ApiDeps): Promise<Response> {
  const { all, campaigns, history } = await services.pauses.read();
  return respond(context, 'GET /pause', {
    ...(all === undefined ? {} : { all: createPauseView(all) }),
    campaigns: Object.fromEntries(Object.entries(campaigns).map(([id, each]) => [id, createPauseView(each)])),
    history: history.map((act) => ({ ...act, at: formatInstant(act.at) })),
  });
}

async function pauseAll(context: Context, { services, getActor }: ApiDeps): Promise<Response> {
  const result = await pause({ services, by: getActor(context) });
  return 'code' in result ? respondRefused(context, result) : respond(context, 'POST /pause', toPausedView(result));
}

async function resumeAll(context: Context, { services, getActor }: ApiDeps): Promise<Response> {
  const result = await resume({ services, by: getActor(context) });
  return 'code' in result ? respondRefused(context, result) : respond(context, 'POST /resume', toResumedView(result));
}

async function pauseCampaign(context: Context, campaignId: string, deps: ApiDeps): Promise<Response> {
  const result = await pause({ campaignId, services: deps.services, by: deps.getActor(context) });
  if ('code' in result) return respondRefused(context, result);
  return respond(context, 'POST /campaigns/{id}/pause', toPausedView(result));
}

async function resumeCampaign(context: Context, campaignId: string, deps: ApiDeps): Promise<Response> {
  const result = await resume({ campaignId, services: deps.services, by: deps.getActor(context) });
  if ('code' in result) return respondRefused(context, result);
  return respond(context, 'POST /campaigns/{id}/resume', toResumedView(result));
}

function toPausedView({ pause, isRepeat }: { readonly pause: Pause; readonly isRepeat: boolean }) {
  return { ...createPauseView(pause), ...(isRepeat ? { already: true as const } : {}) };
}

function toResumedView({ at, isRepeat }: { readonly at: number; readonly isRepeat: boolean }) {
  return { at: formatInstant(at), ...(isRepeat ? { already: true as const } : {}) };
}
