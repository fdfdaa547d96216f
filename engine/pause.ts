import type { CampaignActRefusal } from '../core/campaign.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { type Pause, type PausePlan, planPause, planResume, type ResumePlan } from '../core/pauses.ts';
import type { Services } from '../core/ports.ts';
import { changeDocument, type DocumentBusy } from './change-document.ts';

/** The actor and the services of an act, and the campaign; absent for all. */
export interface PauseContext {
  readonly campaignId?: string;
  readonly by: string;
  readonly services: Services;
}

/** Pauses a campaign or all (R92): within ten seconds no more messages are claimed. A pause that is there already stays as it is. */
export async function pause(
  context: PauseContext,
): Promise<{ readonly pause: Pause; readonly isRepeat: boolean } | CampaignActRefusal> {
  const { campaignId, services } = context;
  const campaign = campaignId === undefined ? undefined : await services.campaigns.get(campaignId);
  if (campaignId !== undefined && campaign === undefined) return { code: 'unknown-campaign', id: campaignId };
  if (campaign?.status === 'archived') return { code: 'archived', id: campaign.id };
  const plan = await changePauses(context, planPause);
  if ('code' in plan) return plan;
  return 'already' in plan ? { pause: plan.already, isRepeat: true } : { pause: plan.pause, isRepeat: false };
}

/** Resumes a campaign or all (R92). What became due meanwhile leaves, unless it is stale (R27). */
export async function resume(
  context: PauseContext,
): Promise<{ readonly at: Instant; readonly isRepeat: boolean } | CampaignActRefusal> {
  const { campaignId, services } = context;
  if (campaignId !== undefined && (await services.campaigns.get(campaignId)) === undefined)
    return { code: 'unknown-campaign', id: campaignId };
  const plan = await changePauses(context, planResume);
  if ('code' in plan) return plan;
  return 'already' in plan ? { at: services.clock.now(), isRepeat: true } : { at: plan.at, isRepeat: false };
}

/** Plans an act on the pauses and writes it. */
function changePauses<Plan extends PausePlan | ResumePlan | CampaignActRefusal>(
  { campaignId, by, services }: PauseContext,
  planAct: (...input: Parameters<typeof planPause>) => Plan,
): Promise<Plan | DocumentBusy> {
  return changeDocument(
    services.pauses,
    (before) => planAct(before, { campaignId, by, now: services.clock.now() }),
    services,
  );
}
