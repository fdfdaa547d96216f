import type { Campaign, CampaignAct, CampaignActRefusal } from '../campaign.ts';
import type { DesiredCampaign } from '../campaign-apply.ts';
import { toCanonicalDefinition } from '../canonical-definition.ts';
import type { Definition } from '../contracts/definition.ts';
import { isEqualJson } from '../is-equal-json.ts';
import { type FieldChange, listFieldChanges } from './field-changes.ts';
import { affectsWaiting } from './waiting-effect.ts';

/** The action by which an apply makes a campaign as its project wants it to be. */
export const PLAN_ACTIONS = ['create', 'change', 'publish', 'stop', 'none'] as const;
export type PlanAction = (typeof PLAN_ACTIONS)[number];

/** A change of a field, and whether it affects the users who wait. */
export interface PlannedChange extends FieldChange {
  readonly affectsWaiting: boolean;
}

/** The reason why an apply of a project leaves a campaign alone, unless it may overwrite it. */
export type OwnershipRefusal =
  /** The campaign was saved, published or stopped by hand since it was applied last. */
  | { readonly code: 'changed-by-hand'; readonly acts: readonly CampaignAct[] }
  /** The campaign was never applied from a folder. */
  | { readonly code: 'not-managed'; readonly latest?: CampaignAct }
  | { readonly code: 'of-another-project'; readonly project: string };

/** The plan of a campaign: what an apply would do to it, and why it would not. */
export interface CampaignPlan {
  readonly id: string;
  readonly action: PlanAction;
  readonly changes: readonly PlannedChange[];
  /** The revision of the campaign that was compared; 0 if there is none. */
  readonly revision: number;
  /** The actions by hand since the campaign was applied last. */
  readonly drift: readonly CampaignAct[];
  /** True if the campaign is as the project wants it to be, and an apply only writes the project into it. */
  readonly adopts: boolean;
  readonly refusals: readonly (OwnershipRefusal | CampaignActRefusal)[];
}

/** A campaign as an installation has it: absent parts do not exist. */
export interface InstalledCampaign {
  readonly campaign: Campaign | undefined;
  readonly newest: Definition | undefined;
  /** The definition that is published now. */
  readonly published: Definition | undefined;
}

/** The owner of the files that are compared. */
export interface PlanOwner {
  /** The name of the project; undefined for files without one, which own nothing. */
  readonly project: string | undefined;
  /** True if campaigns are overwritten that were changed by hand, or that belong elsewhere. */
  readonly overwrite: boolean;
}

/** Compares a campaign as a project wants it to be with what is published (R55). */
export function planCampaign(desired: DesiredCampaign, installed: InstalledCampaign, owner: PlanOwner): CampaignPlan {
  const canonical = toCanonicalCampaign(installed);
  const { action, changes } = compare(desired, canonical);
  const { campaign } = installed;
  const drift = owner.project === undefined ? [] : listDrift(campaign, owner.project);
  const state = findStateRefusal(desired, campaign, action);
  const isFileNewest = isNewest(desired, canonical);
  const ownership = findOwnershipRefusal({ campaign, drift, action, isFileNewest }, owner);
  const isAsWanted = action === 'none' && (desired.state === 'stopped' || isFileNewest);
  return {
    id: desired.id,
    action,
    changes,
    revision: campaign?.rev ?? 0,
    drift,
    adopts:
      isAsWanted &&
      campaign !== undefined &&
      owner.project !== undefined &&
      (campaign.managedBy?.project !== owner.project || campaign.managedBy.rev !== campaign.rev),
    refusals: [state, ownership].filter((each) => each !== undefined),
  };
}

/** Returns a campaign with the definitions in canonical form. One that is the newest and published is checked once. */
function toCanonicalCampaign({ campaign, newest, published }: InstalledCampaign): InstalledCampaign {
  const canonical = newest && toCanonicalDefinition(newest);
  if (published === newest) return { campaign, newest: canonical, published: canonical };
  return { campaign, newest: canonical, published: published && toCanonicalDefinition(published) };
}

type Comparison = Pick<CampaignPlan, 'action' | 'changes'>;
const NOTHING: Comparison = { action: 'none', changes: [] };

function compare(desired: DesiredCampaign, { campaign, newest, published }: InstalledCampaign): Comparison {
  if (desired.state === 'stopped') return campaign?.status === 'published' ? { action: 'stop', changes: [] } : NOTHING;
  const { definition, state } = desired;
  if (campaign === undefined || newest === undefined) return { action: 'create', changes: [] };
  const before = published ?? newest;
  const changes = listFieldChanges(before, definition).map((change) => ({
    ...change,
    affectsWaiting: affectsWaiting(change.path, definition),
  }));
  // A published campaign does not become a draft, and that is refused.
  if (state === 'draft')
    return changes.length === 0 && published === undefined ? NOTHING : { action: 'change', changes };
  if (published === undefined) return { action: 'publish', changes };
  return changes.length === 0 ? NOTHING : { action: 'change', changes };
}

function isNewest(desired: DesiredCampaign, { newest }: InstalledCampaign): boolean {
  return 'definition' in desired && newest !== undefined && isEqualJson(newest, desired.definition);
}

/** Returns the actions by hand since a campaign was applied last: each is one revision, and one entry of the history. */
function listDrift(campaign: Campaign | undefined, project: string): readonly CampaignAct[] {
  if (campaign?.managedBy?.project !== project) return [];
  const count = campaign.rev - campaign.managedBy.rev;
  return count === 0 ? [] : campaign.history.slice(-count);
}

function findStateRefusal(
  { state }: DesiredCampaign,
  campaign: Campaign | undefined,
  action: PlanAction,
): CampaignActRefusal | undefined {
  if (campaign === undefined || state === 'stopped') return undefined;
  if (campaign.status === 'archived') return { code: 'archived', id: campaign.id };
  if (action === 'none') return undefined;
  return campaign.status === 'published' && state === 'draft' ? { code: 'published', id: campaign.id } : undefined;
}

interface OwnershipFacts extends Pick<CampaignPlan, 'drift' | 'action'> {
  readonly campaign: Campaign | undefined;
  /** True if the newest version equals the file: a draft by hand that the file has taken over is not lost. */
  readonly isFileNewest: boolean;
}

function findOwnershipRefusal(
  { campaign, drift, action, isFileNewest }: OwnershipFacts,
  { project, overwrite }: PlanOwner,
): OwnershipRefusal | undefined {
  if (project === undefined || overwrite || campaign === undefined) return undefined;
  const { managedBy, history, status } = campaign;
  if (managedBy !== undefined && managedBy.project !== project)
    return { code: 'of-another-project', project: managedBy.project };
  if (action === 'none') return undefined;
  const isTakenOver = isFileNewest && drift.every(({ did }) => did === 'saved');
  if (drift.length > 0 && !isTakenOver) return { code: 'changed-by-hand', acts: drift };
  const latest = history.at(-1);
  // A campaign that was stopped by hand differs from a file that publishes it.
  const isDifferent = !isFileNewest || status === 'stopped';
  return managedBy === undefined && isDifferent
    ? { code: 'not-managed', ...(latest === undefined ? {} : { latest }) }
    : undefined;
}
