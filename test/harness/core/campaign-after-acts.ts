import {
  type ActContext,
  type AlreadyDone,
  type Campaign,
  type CampaignActRefusal,
  type CampaignWrite,
  planArchive,
  planPublish,
  planSave,
  planStop,
} from '../../../core/campaign.ts';
import type { AppliedCampaign } from '../../../core/campaign-apply.ts';
import type { Definition } from '../../../core/contracts/definition.ts';
import type { PublishedVersion } from '../../../core/follow-up.ts';
import type { InstalledCampaign } from '../../../core/project/campaign-plan.ts';
import { NOON } from '../adapters/sample.ts';

/** A campaign after actions of its owner, its newest definition, and the version that is published or was last. */
export interface CampaignAfterActs {
  readonly campaign: Campaign;
  readonly newest: Definition;
  readonly version?: PublishedVersion | undefined;
}

/** Saves a definition by hand. */
export function saves(newest: Definition, before?: CampaignAfterActs): CampaignAfterActs {
  return { ...before, newest, ...written(planSave(before?.campaign, newest, actAfter(before))) };
}

/** Publishes the newest definition by hand. */
export function publishes(before: CampaignAfterActs): CampaignAfterActs {
  const { campaign, newest: definition, version: published } = before;
  const write = planPublish({ campaign, definition, published, archivedTargets: [] }, actAfter(before));
  return { ...before, ...written(write) };
}

/** Stops the campaign by hand. */
export function stops(before: CampaignAfterActs): CampaignAfterActs {
  return { ...before, ...written(planStop(before.campaign, before.version, actAfter(before))) };
}

/** Archives the campaign by hand. */
export function archives(before: CampaignAfterActs): CampaignAfterActs {
  return { ...before, ...written(planArchive(before.campaign, before.version, actAfter(before))) };
}

/** Returns the campaign as if it had been applied from the folder of a project, as it is now. */
export function managedBy(project: string, { campaign, ...rest }: CampaignAfterActs): CampaignAfterActs {
  return { ...rest, campaign: { ...campaign, managedBy: { project, rev: campaign.rev } } };
}

/** Returns the campaign as a plan compares it. */
export function asInstalled({ campaign, newest, version }: CampaignAfterActs): InstalledCampaign {
  const published = campaign.publication?.version === campaign.version ? newest : version?.definition;
  return { campaign, newest, published: campaign.status === 'published' ? published : undefined };
}

/** Returns the campaign as an act of an apply reads it. */
export function asApplied({ campaign, newest, version }: CampaignAfterActs): AppliedCampaign {
  return { campaign, newest, published: version, archivedTargets: [] };
}

function actAfter(before: CampaignAfterActs | undefined): ActContext {
  return { now: NOON + (before?.campaign.rev ?? 0), by: 'olga' };
}

function written(plan: CampaignWrite | CampaignActRefusal | AlreadyDone) {
  if (!('campaign' in plan)) throw new Error('code' in plan ? plan.code : 'done already');
  const { campaign, published } = plan;
  return published === undefined ? { campaign } : { campaign, version: published };
}
