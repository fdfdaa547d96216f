import { formatPath } from '../core/contracts/fault.ts';
import type { FieldChange } from '../core/project/field-changes.ts';
import { describeAct } from '../language/en.ts';
import { formatFaultDetail } from './client.ts';
import type { FolderPlan } from './folder-plan.ts';
import { formatCount } from './format-table.ts';
import type { CampaignPlanResponse } from './responses.ts';

/** The maximum number of characters of a value in a plan. */
const MAX_VALUE_CHARACTERS = 100;
/** The number of characters before the first difference of long texts that a plan shows. */
const SHOWN_BEFORE = 20;

/** A campaign or the settings in a plan: a headline, and what there is to say about it. */
export interface PlanEntry {
  readonly headline: string;
  readonly notes: readonly string[];
  readonly changes: readonly string[];
  readonly warnings: readonly string[];
  readonly faults: readonly string[];
}

/** Returns the entries of a plan: all but the campaigns about which there is nothing to say. */
export function listPlanEntries({ settings, campaigns }: FolderPlan): PlanEntry[] {
  const changed = settings !== undefined && settings.changes.length > 0 ? [createSettingsEntry(settings.changes)] : [];
  return [...changed, ...campaigns.filter(isWorthShowing).map(createCampaignEntry)];
}

/** Formats a plan as lines of text. */
export function formatPlan(plan: FolderPlan): string[] {
  const lines = listPlanEntries(plan).flatMap(({ headline, notes, changes, warnings, faults }) => [
    headline,
    ...[
      ...notes,
      ...changes,
      ...warnings.map((warning) => `warning: ${warning}`),
      ...faults.map((fault) => `refused: ${fault}`),
    ].map((line) => `  ${line}`),
  ]);
  return [...lines, formatPlanSummary(plan)];
}

/** Formats the numbers of a plan: "1 to create, 2 to change, 3 as they should be". */
export function formatPlanSummary({ campaigns, settings, unchanged }: FolderPlan): string {
  const count = (action: string) => campaigns.filter((each) => each.action === action).length;
  const parts = ['create', 'change', 'publish', 'stop'].map((action) => ({ count: count(action), action }));
  const asTheyShouldBe =
    unchanged +
    campaigns.filter(({ action, faults, hasNoFile }) => action === 'none' && faults.length === 0 && !hasNoFile).length;
  const acts = [
    ...(settings !== undefined && settings.changes.length > 0 ? ['settings to change'] : []),
    ...parts.filter((part) => part.count > 0).map((part) => `${part.count} to ${part.action}`),
  ];
  const refused = campaigns.filter(({ faults }) => faults.length > 0).length;
  return [
    acts.length === 0 ? 'Nothing to change' : acts.join(', '),
    `${asTheyShouldBe} as they should be`,
    ...(refused === 0 ? [] : [`${refused} refused`]),
  ].join('; ');
}

function isWorthShowing({ action, faults, hasNoFile, drift, adopts }: CampaignPlanResponse): boolean {
  return action !== 'none' || faults.length > 0 || hasNoFile || drift.length > 0 || adopts;
}

function createSettingsEntry(changes: readonly FieldChange[]): PlanEntry {
  const lines = changes.map(({ path, ...values }) => formatChange({ ...values, path: formatPath(path) }));
  return { headline: 'change the settings of the installation', notes: [], changes: lines, warnings: [], faults: [] };
}

function createCampaignEntry(plan: CampaignPlanResponse): PlanEntry {
  const { action, id, waiting, changes, warnings, faults } = plan;
  const waits = waiting === 0 ? '' : `: ${describeWaiting(plan)}`;
  return {
    headline: action === 'none' ? `leave ${id} as it is${waits}` : `${action} ${id}${waits}`,
    notes: listNotes(plan),
    changes: changes.map((change) =>
      waiting === 0 ? formatChange(change) : `${formatChange(change)} (${describeEffect(change.affectsWaiting)})`,
    ),
    warnings,
    faults: faults.map(formatFaultDetail),
  };
}

function describeWaiting({ action, waiting }: CampaignPlanResponse): string {
  const users = `${formatCount(waiting, 'user')} ${waiting === 1 ? 'waits' : 'wait'}`;
  return action === 'stop' ? `${users}, and the waits are cancelled permanently` : users;
}

function describeEffect(affectsWaiting: boolean): string {
  return affectsWaiting ? 'also for those who wait' : 'not for those who wait';
}

function listNotes({ action, adopts, drift, faults, hasNoFile, renamedFrom }: CampaignPlanResponse): string[] {
  const isExplained = faults.length > 0;
  return [
    ...(renamedFrom === undefined
      ? []
      : [
          `it has the triggers of ${renamedFrom.id}, which has no file: if the id was renamed, ${formatCount(renamedFrom.waiting, 'wait')} of ${renamedFrom.id} and the receipts of its users do not come along`,
        ]),
    ...(hasNoFile && action === 'none' ? ['it is published and has no file in the folder; --prune stops it'] : []),
    ...(adopts ? ['it is as in the folder; from now on the project manages it'] : []),
    ...(drift.length === 0 || isExplained
      ? []
      : [`changed by hand since the last apply: ${drift.map(describeAct).join('; ')}`]),
  ];
}

/** Formats a change of a field, such as `delay: "1 day" -> "2 days"`. */
function formatChange({
  path,
  ...values
}: Pick<CampaignPlanResponse['changes'][number], 'path' | 'from' | 'to'>): string {
  if (!('from' in values)) return `${path}: added ${formatValue(values.to)}`;
  if (!('to' in values)) return `${path}: removed ${formatValue(values.from)}`;
  const start = findDifference(values.from, values.to);
  return `${path}: ${formatValue(values.from, start)} -> ${formatValue(values.to, start)}`;
}

/** Returns where two long texts begin to differ, a little before it; 0 for other values. */
function findDifference(from: unknown, to: unknown): number {
  if (typeof from !== 'string' || typeof to !== 'string') return 0;
  if (Math.max(from.length, to.length) <= MAX_VALUE_CHARACTERS) return 0;
  let start = 0;
  while (start < from.length && from[start] === to[start]) start += 1;
  return Math.max(0, start - SHOWN_BEFORE);
}

function formatValue(value: unknown, start = 0): string {
  const text = typeof value === 'string' ? value.slice(start) : JSON.stringify(value);
  const isCut = text.length > MAX_VALUE_CHARACTERS;
  const shown = isCut ? text.slice(0, MAX_VALUE_CHARACTERS) : text;
  if (typeof value !== 'string') return isCut ? `${shown}…` : shown;
  return JSON.stringify(`${start > 0 ? '…' : ''}${shown}${isCut ? '…' : ''}`);
}
