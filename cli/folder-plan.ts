import type { Definition } from '../core/contracts/definition.ts';
import type { DesiredState } from '../core/contracts/desired-state.ts';
import type { InstallationSettings, SettingsChange } from '../core/contracts/settings.ts';
import { isEqualJson } from '../core/is-equal-json.ts';
import { type FieldChange, listFieldChanges } from '../core/project/field-changes.ts';
import { orderCampaigns } from '../core/project/order-campaigns.ts';
import type { Project } from '../core/project/project-file.ts';
import { getNeededConsents, getTracking } from '../core/settings.ts';
import type { ApiClient } from './client.ts';
import {
  type CampaignPlanResponse,
  type InstalledResponse,
  installedResponse,
  planResponse,
  type SettingsResponse,
  settingsResponse,
} from './responses.ts';

/** A campaign of a folder, and the state that it is to have. */
export interface WantedCampaign {
  readonly definition: Definition;
  readonly state: DesiredState;
}

/** The campaigns that are compared with an installation; without a project, they are files of their own. */
export interface WantedFolder {
  readonly project: Project | undefined;
  readonly campaigns: readonly WantedCampaign[];
}

/** The choices of the caller of a plan. */
export interface PlanChoices {
  /** True if campaigns of the project without a file are stopped. */
  readonly prune: boolean;
  /** True if campaigns are overwritten that were changed by hand, or that the project does not manage. */
  readonly overwrite: boolean;
}

/** The settings that a project changes: the revision that was compared, and the fields that differ. */
export interface SettingsChanges {
  readonly revision: number;
  readonly changes: readonly FieldChange[];
}

/** The plan of a folder: what an apply of it would do, in that order. */
export interface FolderPlan {
  readonly settings: SettingsChanges | undefined;
  readonly campaigns: readonly CampaignPlanResponse[];
  /** The number of campaigns of the folder that are as they should be. */
  readonly unchanged: number;
  readonly refused: boolean;
}

/** The maximum size of the definitions of one call. A body may have 4 MiB. */
const MAX_CALL_BYTES = 3 * 1024 * 1024;

/** Returns the plan of a folder, as an installation makes it. Only definitions that differ from the installed ones are sent. */
export async function requestPlan(
  { project, campaigns }: WantedFolder,
  options: PlanChoices,
  client: ApiClient,
): Promise<FolderPlan> {
  const list = await client.listAll({ path: '/campaigns' }, 'campaigns', installedResponse);
  const installed = new Map(list.map((each) => [each.id, each]));
  const isDone = (each: WantedCampaign) => isAsWanted(each, installed.get(each.definition.id), project?.project);
  const ordered = orderCampaigns(campaigns);
  const different = ordered.filter((each) => !isDone(each));
  const ids = ordered.map(({ definition }) => definition.id);
  const planned: CampaignPlanResponse[] = [];
  const batches = splitIntoBatches(different);
  for (const [index, batch] of batches.entries()) {
    const isLast = index === batches.length - 1;
    const sent = new Set(batch.map(({ definition }) => definition.id));
    const body = createPlanBody(batch, {
      project: project?.project,
      settings: project?.settings,
      others: ids.filter((id) => !sent.has(id)),
      overwrite: options.overwrite,
      // Each call has to know what is stopped: a cycle ends with it.
      prune: options.prune,
    });
    const answer = await client.call({ method: 'POST', path: '/plan', body }, planResponse);
    planned.push(...answer.campaigns.filter(({ hasNoFile }) => isLast || !hasNoFile));
  }
  const settings = project?.settings === undefined ? undefined : await findSettingsChanges(project.settings, client);
  const isStop = ({ action }: CampaignPlanResponse) => action === 'stop';
  return {
    settings,
    // Stops are last: until then each user is followed up by the old campaign or by the new one.
    campaigns: [...planned.filter((each) => !isStop(each)), ...planned.filter(isStop)],
    unchanged: ordered.length - different.length,
    refused: planned.some(({ faults }) => faults.length > 0),
  };
}

/** Returns whether a campaign is as a project wants it to be, and known to be of the project. */
function isAsWanted(
  { definition, state }: WantedCampaign,
  installed: InstalledResponse | undefined,
  project: string | undefined,
): boolean {
  if (installed === undefined) return state === 'stopped';
  const { status, version, publishedVersion } = installed;
  if (project !== undefined && (installed.project !== project || installed.changedByHand === true)) return false;
  if (state === 'stopped') return status !== 'published';
  const hasState =
    state === 'published' ? status === 'published' && publishedVersion === version : status !== 'published';
  return hasState && status !== 'archived' && isEqualJson(definition, installed.definition);
}

/** Splits campaigns into parts that fit into a call; without any campaign there is one empty part. */
function splitIntoBatches(campaigns: readonly WantedCampaign[]): WantedCampaign[][] {
  const batches: WantedCampaign[][] = [[]];
  let bytes = 0;
  for (const campaign of campaigns) {
    const size = Buffer.byteLength(JSON.stringify(campaign.definition));
    if (bytes > 0 && bytes + size > MAX_CALL_BYTES) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(campaign);
    bytes += size;
  }
  return batches;
}

interface CallOptions extends PlanChoices {
  readonly project: string | undefined;
  readonly settings: SettingsChange | undefined;
  readonly others: readonly string[];
}

function createPlanBody(batch: readonly WantedCampaign[], { project, settings, ...options }: CallOptions) {
  const states = batch
    .filter(({ state }) => state !== 'published')
    .map(({ definition, state }) => [definition.id, state]);
  return {
    ...(project === undefined ? {} : { project }),
    ...(settings === undefined ? {} : { settings }),
    definitions: batch.filter(({ state }) => state !== 'stopped').map(({ definition }) => definition),
    states: Object.fromEntries(states),
    ...options,
  };
}

async function findSettingsChanges(wanted: SettingsChange, client: ApiClient): Promise<SettingsChanges> {
  const installed = await client.call({ path: '/settings' }, settingsResponse);
  const fields: readonly (keyof InstallationSettings)[] = [
    'companyZone',
    'quietHours',
    'consent',
    'tracking',
    'dailyRecount',
    'frequencyCaps',
  ];
  const changes = fields.flatMap((field) =>
    wanted[field] === undefined
      ? []
      : listFieldChanges(readSetting(installed, field), readWantedSetting(wanted, field), [field]),
  );
  return { revision: installed.revision, changes };
}

/** Returns a setting as an installation has it after a change. Its parts have their defaults where they are not named. */
function readWantedSetting(wanted: SettingsChange, field: keyof InstallationSettings) {
  if (field === 'consent') return getNeededConsents(wanted);
  return field === 'tracking' ? getTracking(wanted) : (readSetting(wanted, field) ?? undefined);
}

/** Returns a setting as an installation has it; undefined if it has none. */
function readSetting(
  settings: Pick<SettingsResponse, keyof InstallationSettings> | SettingsChange,
  field: keyof InstallationSettings,
) {
  const value = settings[field];
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}
