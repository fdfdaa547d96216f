import {
  type ActContext,
  type AlreadyDone,
  type Campaign,
  type CampaignActRefusal,
  type CampaignWrite,
  type PublishInput,
  planPublish,
  planSave,
  planStop,
  type RevisionConflict,
} from './campaign.ts';
import { toCanonicalDefinition } from './canonical-definition.ts';
import type { Definition } from './contracts/definition.ts';
import type { DesiredState } from './contracts/desired-state.ts';
import { isEqualJson } from './is-equal-json.ts';

/** A campaign as a project wants it to be. To stop it, its definition is not needed. */
export type DesiredCampaign = { readonly id: string } & (
  | { readonly state: Exclude<DesiredState, 'stopped'>; readonly definition: Definition }
  | { readonly state: 'stopped' }
);

/** A campaign as it was read, its newest definition, and what publishing needs besides. */
export interface AppliedCampaign extends Omit<PublishInput, 'campaign' | 'definition'> {
  /** Absent if no campaign has the id. */
  readonly campaign: Campaign | undefined;
  readonly newest: Definition | undefined;
}

/** The author, the instant and the project of an apply. */
export interface ApplyContext extends Omit<ActContext, 'expectedVersion'> {
  readonly project: string;
  /** The revision of the campaign that the plan saw; 0 if there was no campaign. */
  readonly expectedRevision: number;
}

type ApplyPlan = CampaignWrite | CampaignActRefusal | AlreadyDone;

/**
 * Makes a campaign as a project wants it to be, in one write (R55): a definition that differs from the newest is saved, and published if
 * it is to be. The campaign then belongs to the project.
 */
export function planApply(desired: DesiredCampaign, applied: AppliedCampaign, context: ApplyContext): ApplyPlan {
  const { campaign } = applied;
  const conflict = findRevisionConflict(campaign, context);
  if (conflict !== undefined) return conflict;
  const plan =
    desired.state === 'stopped' ? planEnd(desired.id, applied, context) : planState(desired, applied, context);
  return 'code' in plan ? plan : markManaged(plan, campaign?.rev ?? 0, context);
}

function planEnd(id: string, { campaign, published }: AppliedCampaign, context: ApplyContext): ApplyPlan {
  if (campaign === undefined) return { code: 'unknown-campaign', id };
  return campaign.status === 'published' ? planStop(campaign, published, context) : { already: campaign };
}

function planState(
  { definition, state }: Extract<DesiredCampaign, { readonly definition: Definition }>,
  applied: AppliedCampaign,
  context: ApplyContext,
): ApplyPlan {
  const { campaign: before, newest } = applied;
  if (state === 'draft' && before?.status === 'published') return { code: 'published', id: before.id };
  const isSaved =
    before !== undefined && newest !== undefined && isEqualJson(toCanonicalDefinition(newest), definition);
  const saved = isSaved ? { campaign: before } : planSave(before, definition, context);
  if ('code' in saved || state === 'draft') return isSaved ? { already: before } : saved;
  if (isSaved && before.status === 'published' && before.publication?.version === before.version)
    return { already: before };
  const published = planPublish({ ...applied, campaign: saved.campaign, definition }, context);
  return 'code' in published ? published : { ...saved, ...published };
}

/** Writes the project into a campaign. All that an apply does to a campaign is one revision. */
function markManaged(plan: CampaignWrite | AlreadyDone, revBefore: number, { project }: ApplyContext): ApplyPlan {
  const campaign = 'already' in plan ? plan.already : plan.campaign;
  const { managedBy } = campaign;
  if ('already' in plan && managedBy?.project === project && managedBy.rev === campaign.rev) return plan;
  const rev = revBefore + 1;
  const marked = { ...campaign, rev, managedBy: { project, rev } };
  return 'already' in plan ? { campaign: marked } : { ...plan, campaign: marked };
}

function findRevisionConflict(
  campaign: Campaign | undefined,
  { expectedRevision }: ApplyContext,
): RevisionConflict | undefined {
  const newestRevision = campaign?.rev ?? 0;
  if (expectedRevision === newestRevision) return undefined;
  const latest = campaign?.history.at(-1);
  return { code: 'changed-meanwhile', expectedRevision, newestRevision, ...(latest === undefined ? {} : { latest }) };
}
