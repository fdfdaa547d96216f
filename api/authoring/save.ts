import type { Context } from 'hono';
import { saveCampaign } from '../../engine/publish.ts';
import type { ApiDeps } from '../deps.ts';
import { respond } from '../respond.ts';
import { respondRefused } from '../respond-refused.ts';
import { formatVersionTag, readSaveCondition } from '../version-condition.ts';
import { readCampaignBody } from './read-campaign-body.ts';

/** Saves the campaign in the body of a call as a draft. */
export async function answerSave(context: Context, id: string, { services, getActor }: ApiDeps): Promise<Response> {
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
