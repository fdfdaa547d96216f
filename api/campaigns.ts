import type { Context, Hono, MiddlewareHandler } from 'hono';
import type { CampaignWrite } from '../core/campaign.ts';
import { isCampaignId } from '../core/contracts/definition.ts';
import { formatInstant } from '../core/contracts/instant.ts';
import { findDefinitionWarnings, findSettingsWarnings } from '../core/definition-warnings.ts';
import { findListeningDrafts } from '../engine/find-listening-drafts.ts';
import { findMissed } from '../engine/find-missed.ts';
import {
  archiveCampaign,
  listFollowUpsTriggeredBy,
  publishCampaign,
  saveCampaign,
  stopCampaign,
} from '../engine/publish.ts';
import { sumOpenWaves } from '../engine/sum-open-waves.ts';
import { WARN_OF_UNKNOWN, warnOfDraft, warnOfMissed, warnOfOpenWaves } from '../language/en.ts';
import { createCampaignView } from './campaign-view.ts';
import type { ApiDeps } from './deps.ts';
import { formatDefinitionWarning } from './format-definition-warning.ts';
import { respondUnknownCampaign } from './problems.ts';
import { readCampaignBody } from './read-campaign-body.ts';
import { respond } from './respond.ts';
import { respondRefused } from './respond-refused.ts';
import { formatVersionTag, readActCondition, readSaveCondition } from './version-condition.ts';

/** Registers the routes by which owners manage their campaigns. */
export function registerCampaignRoutes(app: Hono, deps: ApiDeps): void {
  app.use('/campaigns/:id/*', refuseInvalidId);
  app.get('/campaigns/:id', (context) => showCampaign(context, context.req.param('id'), deps));
  app.put('/campaigns/:id', (context) => saveDraft(context, context.req.param('id'), deps));
  app.post('/campaigns/:id/publish', (context) => publish(context, context.req.param('id'), deps));
  app.post('/campaigns/:id/stop', (context) => stop(context, context.req.param('id'), deps));
  app.post('/campaigns/:id/archive', (context) => archive(context, context.req.param('id'), deps));
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

async function saveDraft(context: Context, id: string, { services, getActor }: ApiDeps): Promise<Response> {
  const body = await readCampaignBody(context, id);
  if ('refused' in body) return body.refused;
  const condition = readSaveCondition(context);
  if ('refused' in condition) return condition.refused;
  const { definition, text, warnings } = body;
  const saved = await saveCampaign(definition, { ...condition, text, by: getActor(context), services });
  if ('code' in saved) return respondRefused(context, saved, 412);
  // Another text of an equal definition is saved, and the version stays.
  const isUnchanged = 'already' in saved || saved.definition === undefined;
  const { version, status } = 'already' in saved ? saved.already : saved.campaign;
  context.header('ETag', formatVersionTag(version));
  return respond(context, 'PUT /campaigns/{id}', {
    ...{ id, version, status, warnings: [...warnings] },
    ...(isUnchanged ? { unchanged: true } : {}),
  });
}

async function publish(context: Context, id: string, deps: ApiDeps): Promise<Response> {
  const condition = await readActCondition(context);
  if ('refused' in condition) return condition.refused;
  const published = await publishCampaign(id, { ...deps, ...condition, by: deps.getActor(context) });
  if ('code' in published) return respondRefused(context, published);
  const { version, publication } = published.campaign;
  if (publication === undefined) throw new Error(`campaign ${id}: expected to be published`);
  const publishedAt = formatInstant(publication.publishedAt);
  const warnings = await findWarnings(published, deps);
  return respond(context, 'POST /campaigns/{id}/publish', { publishedAt, version, warnings });
}

/** Returns the warnings about a publication. It has begun already, so that a failure to find them is a warning itself. */
async function findWarnings(write: CampaignWrite, deps: ApiDeps): Promise<string[]> {
  try {
    return [...(await listPublishWarnings(write, deps)), ...(await listOpenWavesWarnings(deps))];
  } catch (error) {
    deps.services.log.warn('WARNINGS_FAILED', { campaign: write.campaign.id, error: String(error) });
    return [WARN_OF_UNKNOWN];
  }
}

/** Returns the warnings about what a publication comes too late for, or too early, and about what its definition may do. */
async function listPublishWarnings(write: CampaignWrite, { services }: ApiDeps): Promise<string[]> {
  const { id, version } = write.campaign;
  const definition = await services.campaigns.getDefinition(id, version);
  const { settings } = await services.settings.read();
  const [missed, drafts] = [
    await findMissed(definition, write.keysToRemove ?? [], services),
    await findListeningDrafts(id, services),
  ];
  return [
    ...findDefinitionWarnings(definition).map(formatDefinitionWarning),
    ...findSettingsWarnings(definition, settings).map(formatDefinitionWarning),
    ...missed.map(warnOfMissed),
    ...drafts.map(warnOfDraft),
  ];
}

/** Returns a warning if the published campaigns may hold more than half as many waves open as the account may have. */
async function listOpenWavesWarnings({ services, maxOpenExecutions }: ApiDeps): Promise<string[]> {
  if (maxOpenExecutions === undefined) return [];
  const sum = await sumOpenWaves(services);
  return sum.waves > maxOpenExecutions / 2 ? [warnOfOpenWaves({ ...sum, maxOpenExecutions })] : [];
}

async function stop(context: Context, id: string, deps: ApiDeps): Promise<Response> {
  const condition = await readActCondition(context);
  if ('refused' in condition) return condition.refused;
  const stopped = await stopCampaign(id, { ...deps, ...condition, by: deps.getActor(context) });
  if ('code' in stopped) return respondRefused(context, stopped);
  const isDone = 'already' in stopped;
  const { publication } = isDone ? stopped.already : stopped.campaign;
  return respond(context, 'POST /campaigns/{id}/stop', {
    at: formatInstant(publication?.endedAt ?? deps.services.clock.now()),
    cancelled: stopped.cancelled,
    ...(isDone ? { already: true } : {}),
  });
}

async function archive(context: Context, id: string, deps: ApiDeps): Promise<Response> {
  const condition = await readActCondition(context);
  if ('refused' in condition) return condition.refused;
  const archived = await archiveCampaign(id, { ...deps, ...condition, by: deps.getActor(context) });
  if ('code' in archived) return respondRefused(context, archived);
  const at = archived.campaign.archivedAt ?? deps.services.clock.now();
  const warnings = (await listFollowUpsTriggeredBy(id, deps.services)).map(
    (listener) => `the published follow-up ${listener} listens to ${id}, which no longer triggers it`,
  );
  const { cancelled } = archived;
  return respond(context, 'POST /campaigns/{id}/archive', { at: formatInstant(at), cancelled, warnings });
}
