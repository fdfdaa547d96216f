import type { Context } from 'hono';
import type { CampaignWrite } from '../../core/campaign.ts';
import { formatInstant } from '../../core/contracts/instant.ts';
import { findDefinitionWarnings, findSettingsWarnings } from '../../core/definition-warnings.ts';
import { findListeningDrafts } from '../../engine/find-listening-drafts.ts';
import { findMissed } from '../../engine/find-missed.ts';
import { publishCampaign } from '../../engine/publish.ts';
import { sumOpenWaves } from '../../engine/sum-open-waves.ts';
import { WARN_OF_UNKNOWN, warnOfDraft, warnOfMissed, warnOfOpenWaves } from '../../language/en.ts';
import type { ApiDeps } from '../deps.ts';
import { respond } from '../respond.ts';
import { respondRefused } from '../respond-refused.ts';
import { readActCondition } from '../version-condition.ts';
import { formatDefinitionWarning } from './format-definition-warning.ts';

/** Publishes the newest version of a campaign, and answers the warnings about it. */
export async function answerPublish(context: Context, id: string, deps: ApiDeps): Promise<Response> {
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
