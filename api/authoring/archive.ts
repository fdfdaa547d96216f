import type { Context } from 'hono';
import { formatInstant } from '../../core/contracts/instant.ts';
import { archiveCampaign, listFollowUpsTriggeredBy } from '../../engine/publish.ts';
import type { ApiDeps } from '../deps.ts';
import { respond } from '../respond.ts';
import { respondRefused } from '../respond-refused.ts';
import { readActCondition } from '../version-condition.ts';

/** Archives a campaign, and names the follow-ups that listen to it. */
export async function answerArchive(context: Context, id: string, deps: ApiDeps): Promise<Response> {
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
