import { type Campaign, type CampaignActRefusal, listTargets } from '../core/campaign.ts';
import type { DesiredCampaign } from '../core/campaign-apply.ts';
import { type Definition, isFollowUp } from '../core/contracts/definition.ts';
import { getSetFields, type InstallationSettings, type SettingsChange } from '../core/contracts/settings.ts';
import { type DefinitionWarning, findDefinitionWarnings, findSettingsWarnings } from '../core/definition-warnings.ts';
import { findCycle } from '../core/find-cycle.ts';
import { listDefinitionKeys } from '../core/follow-up.ts';
import type { ListeningDraft } from '../core/listening-draft.ts';
import type { Services } from '../core/ports.ts';
import { type CampaignPlan, type InstalledCampaign, planCampaign } from '../core/project/campaign-plan.ts';
import { findRenames } from '../core/project/find-renames.ts';
import { readDrafts, selectListening } from './find-listening-drafts.ts';
import { findMissed, type MissedInteractions } from './find-missed.ts';
import { findRefusedTargets } from './find-untracked-targets.ts';
import { listCampaignsByStatus } from './list-campaigns-by-status.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { readPublishedDefinition, selectArchived } from './publication.ts';
import { readCurrentDefinition } from './read-current-definition.ts';

/** The maximum number of campaigns that are read at the same time. */
const MAX_CONCURRENCY = 10;

/** A folder as it is to be compared with an installation. */
export interface FolderToPlan {
  /** The project of the folder; undefined for files without one. */
  readonly project: string | undefined;
  readonly desired: readonly DesiredCampaign[];
  /** The ids of the other campaigns of the folder, which are as they should be, or are planned by another call. */
  readonly others: readonly string[];
  /** True if published campaigns of the project that have no file are stopped. */
  readonly prune: boolean;
  readonly overwrite: boolean;
  /** The settings that the folder names: an apply changes them before the campaigns. */
  readonly settings?: SettingsChange | undefined;
}

/** The plan of one campaign, and what its owner should know before. */
export interface PlannedCampaign extends CampaignPlan {
  readonly waiting: number;
  readonly warnings: readonly DefinitionWarning[];
  readonly missed: readonly MissedInteractions[];
  readonly drafts: readonly ListeningDraft[];
  /** The published campaign without a file that has the same triggers: its id was probably renamed. */
  readonly renamedFrom?: { readonly id: string; readonly waiting: number };
  /** True for a published campaign of the project that has no file. */
  readonly hasNoFile: boolean;
}

/** Compares a folder with the installation (R55). Faults of several campaigns are judged as if all of it were applied. Writes nothing. */
export async function planFolder(folder: FolderToPlan, services: Services): Promise<PlannedCampaign[]> {
  const { desired } = folder;
  const installed = new Map(
    await mapConcurrently(desired, MAX_CONCURRENCY, async ({ id }) => [id, await readInstalled(id, services)] as const),
  );
  const missing = await mapConcurrently(await listWithoutFile(folder, services), MAX_CONCURRENCY, async ({ id }) => ({
    id,
    installed: await readInstalled(id, services),
  }));
  const known = desired.map((each) => ({ desired: each, installed: installed.get(each.id) ?? NOT_INSTALLED }));
  const planned = known.map((each) => ({ ...each, plan: planCampaign(each.desired, each.installed, folder) }));
  // They are read once for all campaigns, and only if one is published.
  const drafts = planned.some(isPublishing) ? await selectRemainingDrafts(folder, services) : [];
  const settings = await readSettingsAfterApply(folder, services);
  const plans = await mapConcurrently(planned, MAX_CONCURRENCY, (each) =>
    completePlan(each, { folder, drafts, settings }, services),
  );
  const renames = findRenamed(plans, { folder, missing });
  const stops = await mapConcurrently(missing, MAX_CONCURRENCY, (each) => planMissing(each, folder, services));
  return [...plans.map((plan) => addRename(plan, renames.get(plan.id), stops)), ...stops];
}

/** Returns the settings of the installation once the folder is applied. */
async function readSettingsAfterApply(
  { settings: change = {} }: FolderToPlan,
  { settings }: Services,
): Promise<InstallationSettings> {
  const { settings: present } = await settings.read();
  const kept = Object.entries(present).filter(([name]) => !Object.hasOwn(change, name));
  return { ...Object.fromEntries(kept), ...getSetFields(change) };
}

const NOT_INSTALLED: InstalledCampaign = { campaign: undefined, newest: undefined, published: undefined };

async function readInstalled(id: string, services: Services): Promise<InstalledCampaign> {
  const { campaigns } = services;
  const campaign = await campaigns.get(id);
  if (campaign === undefined) return NOT_INSTALLED;
  const newest = await campaigns.getDefinition(id, campaign.version);
  const { publication, status } = campaign;
  if (status !== 'published' || publication === undefined) return { campaign, newest, published: undefined };
  const published =
    publication.version === campaign.version ? newest : await campaigns.getDefinition(id, publication.version);
  return { campaign, newest, published };
}

interface ComparedCampaign {
  readonly desired: DesiredCampaign;
  readonly installed: InstalledCampaign;
  readonly plan: CampaignPlan;
}

function isPublishing({ plan, desired }: Pick<ComparedCampaign, 'plan' | 'desired'>): boolean {
  return plan.action !== 'none' && desired.state === 'published';
}

/** Returns the drafts that the folder does not publish. */
async function selectRemainingDrafts({ desired }: FolderToPlan, services: Services): Promise<Definition[]> {
  const published = new Set(desired.filter(({ state }) => state === 'published').map(({ id }) => id));
  return (await readDrafts(services)).filter(({ id }) => !published.has(id));
}

interface PlanDetails {
  readonly folder: FolderToPlan;
  readonly drafts: readonly Definition[];
  readonly settings: InstallationSettings;
}

/** Adds what only the whole installation tells: the waits, the refusals of a publication, and the warnings. */
async function completePlan(
  { plan, desired, installed }: ComparedCampaign,
  { folder, drafts, settings }: PlanDetails,
  services: Services,
): Promise<PlannedCampaign> {
  const waiting = await countWaiting(plan.id, services);
  const base = { ...plan, waiting, warnings: [], missed: [], drafts: [], hasNoFile: false };
  if (plan.action === 'none' || !('definition' in desired)) return base;
  const warnings = [
    ...findDefinitionWarnings(desired.definition),
    ...findSettingsWarnings(desired.definition, settings),
  ];
  if (!isPublishing({ plan, desired })) return { ...base, warnings };
  const refusals = await findPublishRefusals(desired.definition, { installed, folder, settings }, services);
  return {
    ...base,
    warnings,
    missed: await findMissed(desired.definition, listKnownKeys(installed.published), services),
    drafts: selectListening(drafts, plan.id),
    refusals: [...plan.refusals, ...refusals],
  };
}

function listKnownKeys(published: Definition | undefined): string[] {
  return published !== undefined && isFollowUp(published) ? listDefinitionKeys(published) : [];
}

async function findPublishRefusals(
  definition: Definition,
  { installed, folder, settings }: Pick<ComparedCampaign, 'installed'> & Omit<PlanDetails, 'drafts'>,
  services: Services,
): Promise<CampaignActRefusal[]> {
  const { published } = installed;
  if (published !== undefined && isFollowUp(published) !== isFollowUp(definition))
    return [{ code: 'target-of-another-tool' }];
  const targets = isFollowUp(definition) ? listTargets(definition) : [];
  const archived = await selectArchived(targets, services);
  const cycle = await findCycle(definition, (id) => readAfterApply(id, folder, services));
  const readTarget = async (id: string) =>
    (await readAfterApply(id, folder, services)) ?? (await readCurrentDefinition(id, services));
  const untracked = await findRefusedTargets(definition, { settings, readTarget }, services);
  return [
    ...(archived.length === 0 ? [] : [{ code: 'target-archived' as const, targets: archived }]),
    ...(cycle === undefined ? [] : [{ code: 'cycle' as const, cycle }]),
    ...(untracked.length === 0 ? [] : [{ code: 'opens-not-tracked' as const, targets: untracked }]),
  ];
}

/** Returns the definition of a campaign that is published once the folder is applied. */
async function readAfterApply(
  id: string,
  { desired, others, project, prune }: FolderToPlan,
  services: Services,
): Promise<Definition | undefined> {
  const own = desired.find((each) => each.id === id);
  if (own !== undefined) return own.state === 'published' ? own.definition : undefined;
  if (!others.includes(id) && prune && project !== undefined) {
    const campaign = await services.campaigns.get(id);
    if (campaign?.managedBy?.project === project) return undefined;
  }
  return readPublishedDefinition(id, services);
}

/** Lists the published campaigns of the project that have no file in the folder. */
async function listWithoutFile({ project, desired, others }: FolderToPlan, services: Services): Promise<Campaign[]> {
  if (project === undefined) return [];
  const ids = new Set([...others, ...desired.map(({ id }) => id)]);
  const missing: Campaign[] = [];
  for await (const campaign of listCampaignsByStatus(services.campaigns, 'published'))
    if (campaign.managedBy?.project === project && !ids.has(campaign.id)) missing.push(campaign);
  return missing;
}

/** A published campaign of the project that has no file, as it is installed. */
interface MissingCampaign {
  readonly id: string;
  readonly installed: InstalledCampaign;
}

async function planMissing(
  { id, installed }: MissingCampaign,
  { prune, ...options }: FolderToPlan,
  services: Services,
): Promise<PlannedCampaign> {
  const plan = planCampaign({ id, state: 'stopped' }, installed, options);
  const details = { waiting: await countWaiting(id, services), warnings: [], missed: [], drafts: [], hasNoFile: true };
  return prune ? { ...plan, ...details } : { ...plan, ...details, action: 'none', refusals: [], adopts: false };
}

async function countWaiting(id: string, { counts }: Services): Promise<number> {
  return (await counts.getByCampaign(id))['waiting'] ?? 0;
}

/** Finds the campaigns that are new under their id: by the new id, the old one. */
function findRenamed(
  plans: readonly PlannedCampaign[],
  { folder, missing }: { readonly folder: FolderToPlan; readonly missing: readonly MissingCampaign[] },
): ReadonlyMap<string, string> {
  const created = new Set(plans.filter(({ action }) => action === 'create').map(({ id }) => id));
  const definitions = folder.desired.flatMap((each) =>
    'definition' in each && created.has(each.id) ? [each.definition] : [],
  );
  const before = missing.map(({ installed }) => installed.published).filter((each) => each !== undefined);
  const renames = findRenames(definitions, before);
  return new Map(renames.map(({ from, to }) => [to, from]));
}

function addRename(
  plan: PlannedCampaign,
  from: string | undefined,
  stops: readonly PlannedCampaign[],
): PlannedCampaign {
  const stop = stops.find(({ id }) => id === from);
  return stop === undefined ? plan : { ...plan, renamedFrom: { id: stop.id, waiting: stop.waiting } };
}
