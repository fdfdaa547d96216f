import type { Context, Hono } from 'hono';
import type { ActRefusal } from '../core/campaign.ts';
import { checkDefinition } from '../core/check-definition.ts';
import { describe, type Fault, writeFault, writePath } from '../core/contracts/fault.ts';
import { writeInstant } from '../core/contracts/instant.ts';
import { archiveCampaign, listenersOf, publishCampaign, saveCampaign, stopCampaign } from '../engine/publish.ts';
import { explainRefusal } from '../language/en.ts';
import { problem, unknownCampaign } from './answers.ts';
import { fieldOf, readBody } from './body.ts';
import { viewOf } from './campaign-view.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { ApiDeps } from './deps.ts';
import { pageThatFits, placeInPage } from './page-that-fits.ts';

/** Campaigns as their owners manage them. */
export function campaignRoutes(app: Hono, deps: ApiDeps): void {
  app.get('/campaigns', (context) => list(context, deps));
  app.get('/campaigns/:id', (context) => show(context, context.req.param('id'), deps));
  app.put('/campaigns/:id', (context) => saveDraft(context, context.req.param('id'), deps));
  app.post('/campaigns/:id/publish', (context) => publish(context, context.req.param('id'), deps));
  app.post('/campaigns/:id/stop', (context) => stop(context, context.req.param('id'), deps));
  app.post('/campaigns/:id/archive', (context) => archive(context, context.req.param('id'), deps));
}

async function list(context: Context, { services }: ApiDeps): Promise<Response> {
  const reading = readCursor(context, LIST);
  if ('refused' in reading) return reading.refused;
  const { items, cursor } = await services.campaigns.list(reading.place?.from);
  const views = await Promise.all(items.map((campaign) => viewOf(campaign, services)));
  const { items: campaigns, next } = pageThatFits({ items: views, cursor }, reading.place);
  return context.json({ campaigns, ...writeCursor(LIST, next) });
}

const LIST = { name: 'campaigns', place: placeInPage };

async function show(context: Context, id: string, { services }: ApiDeps): Promise<Response> {
  const campaign = await services.campaigns.get(id);
  return campaign === undefined ? unknownCampaign(context, id) : context.json(await viewOf(campaign, services));
}

async function saveDraft(context: Context, id: string, { services, actor }: ApiDeps): Promise<Response> {
  const reading = await readBody(context);
  if ('refused' in reading) return reading.refused;
  const check = checkDefinition(reading.body);
  const faults = [...('faults' in check ? check.faults : []), ...idFaults(reading.body, id)];
  if ('faults' in check || faults.length > 0) return faulty(context, faults);
  const saved = await saveCampaign(check.definition, actor(context), services);
  if (!('campaign' in saved)) return refused(context, id, saved);
  const { version, status } = saved.campaign;
  return context.json({ id, version, status, warnings: [] });
}

async function publish(context: Context, id: string, deps: ApiDeps): Promise<Response> {
  const published = await publishCampaign(id, { ...deps, by: deps.actor(context) });
  if (!('campaign' in published)) return refused(context, id, published);
  const { version, publication } = published.campaign;
  if (publication === undefined) throw new Error(`campaign ${id}: expected to be published`);
  return context.json({ publishedAt: writeInstant(publication.publishedAt), version, warnings: [] });
}

async function stop(context: Context, id: string, deps: ApiDeps): Promise<Response> {
  const stopped = await stopCampaign(id, { ...deps, by: deps.actor(context) });
  if (!('campaign' in stopped)) return refused(context, id, stopped);
  const at = stopped.campaign.publication?.endedAt ?? deps.services.clock.now();
  return context.json({ at: writeInstant(at), cancelled: stopped.cancelled });
}

async function archive(context: Context, id: string, deps: ApiDeps): Promise<Response> {
  const archived = await archiveCampaign(id, { ...deps, by: deps.actor(context) });
  if (!('campaign' in archived)) return refused(context, id, archived);
  const at = archived.campaign.archivedAt ?? deps.services.clock.now();
  const warnings = (await listenersOf(id, deps.services)).map(
    (listener) => `the published follow-up ${listener} listens to ${id}, which triggers it no more`,
  );
  return context.json({ at: writeInstant(at), cancelled: archived.cancelled, warnings });
}

function idFaults(body: unknown, id: string): Fault[] {
  const found = fieldOf(body, 'id');
  if (typeof found !== 'string' || found === id) return [];
  return [{ path: ['id'], found: describe(found), expected: `"${id}", the id in the path` }];
}

function faulty(context: Context, faults: readonly Fault[]): Response {
  const details = faults.map((fault) => ({ ...fault, path: writePath(fault.path) }));
  const [first] = faults;
  const message = `${first === undefined ? '' : writeFault(first)}${faults.length > 1 ? `; and ${faults.length - 1} more` : ''}`;
  return problem(context, 422, { code: 'invalid-campaign', message, details });
}

function refused(context: Context, id: string, refusal: ActRefusal): Response {
  const { code } = refusal;
  if (code === 'unknown-campaign') return unknownCampaign(context, id);
  const message = explainRefusal(refusal);
  return problem(context, 409, { code, message, details: [{ code, message }] });
}
