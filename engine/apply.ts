import {
  type ApplyHolder,
  type ApplyRefused,
  planBeginApply,
  planEndApply,
  planExtendApply,
} from '../core/apply-lease.ts';
import type { Campaign } from '../core/campaign.ts';
import { type DesiredCampaign, planApply } from '../core/campaign-apply.ts';
import type { TimeSpan } from '../core/contracts/time-span.ts';
import type { Services } from '../core/ports.ts';
import { changeDocument, type DocumentBusy } from './change-document.ts';
import { recordFirstCampaign } from './merge-history.ts';
import {
  announcePublished,
  cancelStoppedWaits,
  computeStart,
  readLiveVersion,
  readPublishNeeds,
  type StoppingContext,
} from './publication.ts';
import { type ActResult, writeWithRetry } from './write-campaign.ts';

/** The applier that begins: the project, the person, and the secret that its acts will carry. */
export interface Applier extends Pick<ApplyHolder, 'project' | 'by' | 'token'> {
  readonly services: Services;
}

/** Begins an apply: until it ends, or does nothing for a minute, no other begins (R55). */
export async function beginApply({
  services,
  ...applier
}: Applier): Promise<{ readonly holder: ApplyHolder } | ApplyRefused | DocumentBusy> {
  return changeDocument(
    services.applyLease,
    (before) => planBeginApply(before, { ...applier, now: services.clock.now() }),
    services,
  );
}

/** Ends an apply. */
export async function endApply(
  token: string,
  services: Services,
): Promise<{ readonly isRepeat: boolean } | DocumentBusy> {
  const plan = await changeDocument(services.applyLease, (before) => planEndApply(before, token), services);
  return 'code' in plan ? plan : { isRepeat: 'already' in plan };
}

/** An act of an apply: the campaign as it is to be, the revision that the plan saw, and the token of the apply. */
export interface ApplyAct {
  readonly desired: DesiredCampaign;
  readonly revision: number;
  readonly token: string;
  readonly note?: string | undefined;
}

/** The author and the services of an act of an apply. */
export interface ApplyingContext extends StoppingContext {
  readonly by: string;
  /** The time by which a publication begins after its commit. */
  readonly publishLeadTime: TimeSpan;
}

/** The result of an act of an apply, with the number of cancelled waits. */
export type ApplyResult = Exclude<ActResult, { readonly code: string }> & { readonly cancelled: number };

/**
 * Makes a campaign as a project wants it to be, in one write (R55): saved, published and marked, or stopped. The write fails if the
 * campaign has another revision than the plan saw, or if the apply no longer holds its lease.
 */
export async function applyCampaign(
  act: ApplyAct,
  context: ApplyingContext,
): Promise<ApplyResult | Extract<ActResult, { readonly code: string }>> {
  const { services } = context;
  let before: Campaign | undefined;
  await recordFirstCampaign(services);
  const applied = await writeWithRetry(services, async () => {
    before = await services.campaigns.get(act.desired.id);
    return planAct(act, before, context);
  });
  if ('code' in applied) return applied;
  if (act.desired.state === 'stopped') return { ...applied, cancelled: await cancelStoppedWaits(applied, context) };
  const latest = 'campaign' in applied ? applied.campaign.history.at(-1) : undefined;
  const isNew = latest !== undefined && !before?.history.includes(latest);
  if ('campaign' in applied && isNew && latest.did === 'published')
    await announcePublished(applied.campaign, latest.at, services);
  return { ...applied, cancelled: 0 };
}

async function planAct(
  { desired, revision, token, note }: ApplyAct,
  campaign: Campaign | undefined,
  { by, services, publishLeadTime }: ApplyingContext,
): Promise<ActResult> {
  const { clock, campaigns } = services;
  const lease = planExtendApply(await services.applyLease.read(), { token, now: clock.now() });
  if ('code' in lease) return lease;
  const newest = campaign === undefined ? undefined : await campaigns.getDefinition(campaign.id, campaign.version);
  const needs =
    desired.state === 'published'
      ? await readPublishNeeds(campaign, desired.definition, services)
      : { published: await readLiveVersion(campaign, services), archivedTargets: [] };
  // After what was read and checked, which can take seconds: the publication must not begin before its commit.
  const now = desired.state === 'published' ? computeStart(clock.now(), publishLeadTime) : clock.now();
  const { project } = lease.holder;
  const plan = planApply(
    desired,
    { ...needs, campaign, newest },
    { now, by, note, project, expectedRevision: revision },
  );
  return 'campaign' in plan ? { ...plan, lease: lease.state } : plan;
}
