import type { Context } from 'hono';
import type * as v from 'valibot';
import type { DesiredCampaign } from '../../core/campaign-apply.ts';
import { checkDefinition } from '../../core/check-definition.ts';
import { type Definition, isCampaignId } from '../../core/contracts/definition.ts';
import type { DesiredState } from '../../core/contracts/desired-state.ts';
import { type Fault, formatPath } from '../../core/contracts/fault.ts';
import type { CampaignPlan } from '../../core/project/campaign-plan.ts';
import { type PlannedCampaign, planFolder } from '../../engine/plan-folder.ts';
import { explainOwnership, explainRefusal, warnOfDraft, warnOfMissed } from '../../language/en.ts';
import { createActView } from '../campaign-view.ts';
import type { ApiDeps } from '../deps.ts';
import { getField } from '../read-body.ts';
import { readCheckedBody } from '../read-checked-body.ts';
import { respond } from '../respond.ts';
import { respondFaults, toFaultDetail } from '../respond-faults.ts';
import { folderToPlanSchema } from '../schemas/apply-requests.ts';
import type { CampaignPlanView } from '../schemas/plan.ts';
import { formatDefinitionWarning } from './format-definition-warning.ts';

/** Compares a folder of campaigns with the installation, and answers the plan of an apply (R55). */
export async function answerPlan(context: Context, { services }: ApiDeps): Promise<Response> {
  const body = await readCheckedBody(context, folderToPlanSchema, 'invalid-plan');
  if ('refused' in body) return body.refused;
  const { project, prune, overwrite, others, settings } = body.output;
  if (prune && project === undefined) return respondFaults(context, 'invalid-plan', [PRUNE_WITHOUT_PROJECT]);
  const { desired, faulty } = readDesired(body.output);
  // A campaign with a fault keeps its place in the folder: it is neither missing nor gone.
  const ids = [...others, ...faulty.map(({ id }) => id)];
  const planned = await planFolder({ project, desired, others: ids, prune, overwrite, settings }, services);
  const campaigns = [...faulty, ...planned.map(toView)];
  const refused = campaigns.some(({ faults }) => faults.length > 0);
  return respond(context, 'POST /plan', { campaigns, refused });
}

const PRUNE_WITHOUT_PROJECT: Fault = {
  path: ['project'],
  found: 'nothing',
  expected: 'the name of the project whose campaigns prune may stop',
};

const STATE_ALONE_EXPECTED = 'stopped, or the definition of the campaign';

interface ReadFolder {
  readonly desired: readonly DesiredCampaign[];
  /** The plans of campaigns whose definitions have faults. */
  readonly faulty: readonly CampaignPlanView[];
}

function toDesired(definition: Definition, state: DesiredState = 'published'): DesiredCampaign {
  const { id } = definition;
  return state === 'stopped' ? { id, state } : { id, state, definition };
}

function readDesired({ definitions, states }: v.InferOutput<typeof folderToPlanSchema>): ReadFolder {
  // A map: every object has inherited fields, such as `constructor`, which is the id of a campaign as well.
  const stateById = new Map(Object.entries(states));
  const desired = new Map<string, DesiredCampaign>();
  const faulty: CampaignPlanView[] = [];
  for (const [index, input] of definitions.entries()) {
    const checked = checkDefinition(input);
    const id = 'definition' in checked ? checked.definition.id : readId(input, index);
    const isSecond = desired.has(id) || faulty.some((each) => each.id === id);
    const duplicate: Fault = { path: ['id'], found: id, expected: 'an id that no other definition has' };
    const faults = [...('faults' in checked ? checked.faults : []), ...(isSecond ? [duplicate] : [])];
    if ('faults' in checked || faults.length > 0) faulty.push(createFaultyPlan(id, faults));
    else desired.set(id, toDesired(checked.definition, stateById.get(id)));
  }
  for (const [id, state] of stateById) {
    if (desired.has(id) || faulty.some((each) => each.id === id)) continue;
    if (state === 'stopped') desired.set(id, { id, state });
    else faulty.push(createFaultyPlan(id, [{ path: ['state'], found: state, expected: STATE_ALONE_EXPECTED }]));
  }
  return { desired: [...desired.values()], faulty };
}

function createFaultyPlan(id: string, faults: readonly Fault[]): CampaignPlanView {
  const details = faults.map(toFaultDetail);
  return { id, action: 'none', faults: details, warnings: [], changes: [], waiting: 0, revision: 0, drift: [] };
}

function readId(input: unknown, index: number): string {
  const id = getField(input, 'id');
  return typeof id === 'string' && isCampaignId(id) ? id : `definitions.${index}`;
}

function toView({ refusals, warnings, missed, drafts, changes, drift, ...plan }: PlannedCampaign): CampaignPlanView {
  const { id, action, waiting, revision, adopts, renamedFrom, hasNoFile } = plan;
  return {
    id,
    action,
    faults: refusals.map((refusal) => ({ code: refusal.code, message: explainPlanRefusal(refusal) })),
    warnings: [...warnings.map(formatDefinitionWarning), ...missed.map(warnOfMissed), ...drafts.map(warnOfDraft)],
    changes: changes.map((change) => ({ ...change, path: formatPath(change.path) })),
    waiting,
    revision,
    drift: drift.map(createActView),
    ...(adopts ? { adopts } : {}),
    ...(renamedFrom === undefined ? {} : { renamedFrom }),
    ...(hasNoFile ? { hasNoFile } : {}),
  };
}

function explainPlanRefusal(refusal: CampaignPlan['refusals'][number]): string {
  switch (refusal.code) {
    case 'changed-by-hand':
    case 'not-managed':
    case 'of-another-project':
      return explainOwnership(refusal);
    default:
      return explainRefusal(refusal);
  }
}
