import * as v from 'valibot';
import { noteSchema } from '../../core/contracts/note.ts';
import { formatTime } from '../../language/en.ts';
import { type CommandContext, formatJsonLines } from '../context.ts';
import { type FolderPlan, requestPlan, type WantedCampaign, type WantedFolder } from '../folder-plan.ts';
import { formatPlan, formatPlanSummary } from '../format-plan.ts';
import { formatCount } from '../format-table.ts';
import {
  type AppliedResponse,
  appliedResponse,
  applyBegunResponse,
  type CampaignPlanResponse,
  changedSettingsResponse,
} from '../responses.ts';
import { CommandRefusedError, CommandUsageError } from '../terminal.ts';
import { watchInterrupt } from '../watch-interrupt.ts';
import { confirm } from './confirm.ts';
import { hasChanges, readWantedFolder } from './plan.ts';

/** The options of the command `apply`. */
export interface ApplyOptions {
  readonly values?: string;
  readonly prune?: boolean;
  readonly overwrite?: boolean;
  readonly yes?: boolean;
  readonly note?: string;
}

/** The number of plans of one apply: what changes while it acts is planned, and asked, again. */
const MAX_PLANS = 5;

/**
 * Runs `apply DIR`, which makes the installation equal to a folder (R55): it prints the plan, asks, and acts on one campaign after the
 * other. It may be interrupted and run again. What was done to a campaign since the plan is planned and asked again.
 */
export async function runApply(path: string, options: ApplyOptions, context: CommandContext): Promise<void> {
  const note = v.safeParse(v.optional(noteSchema), options.note);
  if (!note.success) throw new CommandUsageError(`--note: expected ${note.issues[0].message}`);
  const folder = await readWantedFolder([path], options.values, context.terminal);
  if (folder.project === undefined) throw new CommandUsageError(`${path}: expected a folder with a campaigns.yaml`);
  const applied: AppliedResponse[] = [];
  let isDone = false;
  for (let plans = 1; !isDone; plans += 1) {
    if (plans > MAX_PLANS)
      throw new CommandRefusedError(`others changed the campaigns during each of ${MAX_PLANS} plans; try again`);
    const plan = await planAndConfirm(folder, { ...options, count: applied.length }, context);
    if (plan === undefined) break;
    isDone = await applyPlan(plan, { folder, note: options.note, applied }, context);
    if (!isDone) context.terminal.printError('A campaign was changed meanwhile. What is left is planned again.');
  }
  if (context.isJson) context.terminal.print(formatJsonLines({ project: folder.project.project, applied }));
}

/** Prints the plan and asks; returns undefined if there is nothing to do. */
async function planAndConfirm(
  folder: WantedFolder,
  { prune = false, overwrite = false, yes = false, count }: ApplyOptions & { readonly count: number },
  context: CommandContext,
): Promise<FolderPlan | undefined> {
  const plan = await requestPlan(folder, { prune, overwrite }, context.client);
  const lines = formatPlan(plan);
  if (plan.refused) throw new CommandRefusedError([...lines, describeDone(count)]);
  if (context.isJson) context.terminal.printError(lines);
  else context.terminal.print(lines);
  if (!hasChanges(plan) && !plan.campaigns.some(({ adopts }) => adopts)) return undefined;
  if (!yes) await confirm(describeConsequence(folder, plan), context);
  return plan;
}

function describeDone(count: number): string {
  return count === 0
    ? 'Nothing was done.'
    : `${formatCount(count, 'campaign')} had been applied before; nothing else was done.`;
}

function describeConsequence({ project }: WantedFolder, plan: FolderPlan): string {
  const cancelled = plan.campaigns.reduce((sum, { action, waiting }) => sum + (action === 'stop' ? waiting : 0), 0);
  const loss = cancelled === 0 ? '' : `; ${formatCount(cancelled, 'wait')} will be cancelled permanently`;
  return `apply ${project?.project ?? ''}: ${formatPlanSummary(plan)}${loss}`;
}

/** The folder that is applied, the words for the history, and the campaigns that were applied so far. */
interface Application {
  readonly folder: WantedFolder;
  readonly note: string | undefined;
  readonly applied: AppliedResponse[];
}

/** Applies a plan. Returns false if a campaign was changed since the plan, and what is left has to be planned again. */
async function applyPlan(plan: FolderPlan, application: Application, context: CommandContext): Promise<boolean> {
  const { client } = context;
  const { project } = application.folder;
  const begin = { method: 'POST', path: '/apply/begin', body: { project: project?.project } } as const;
  const { token } = await client.call(begin, applyBegunResponse);
  const interrupt = watchInterrupt();
  try {
    await applySettings(plan, application, context);
    return await applyCampaigns(plan, { ...application, token, interrupt }, context);
  } catch (error) {
    const isChanged = error instanceof CommandRefusedError && error.code === 'changed-meanwhile';
    if (isChanged && !interrupt.isInterrupted()) return false;
    throw error;
  } finally {
    interrupt.stop();
    await endApply(token, context);
  }
}

/** Ends the apply, so that another may begin immediately. That this fails is a warning: what was done before matters more. */
async function endApply(token: string, { client, terminal }: CommandContext): Promise<void> {
  try {
    await client.call({ method: 'POST', path: '/apply/end', body: { token } }, v.unknown());
  } catch (error) {
    if (!(error instanceof CommandRefusedError)) throw error;
    terminal.printError(['warning: the apply was not ended, so another may begin in a minute:', ...error.lines]);
  }
}

async function applySettings(
  { settings }: FolderPlan,
  { folder }: Application,
  { client, terminal, isJson }: CommandContext,
): Promise<void> {
  if (settings === undefined || settings.changes.length === 0) return;
  const headers = { 'if-match': `"${settings.revision}"` };
  const body = folder.project?.settings;
  const saved = await client.call({ method: 'PUT', path: '/settings', headers, body }, changedSettingsResponse);
  for (const warning of saved.warnings) terminal.printError(`warning: ${warning}`);
  if (!isJson) terminal.print(`revision ${saved.revision} of the settings is saved`);
}

interface CampaignsApplication extends Application {
  readonly token: string;
  readonly interrupt: { readonly isInterrupted: () => boolean };
}

/** Applies the campaigns of a plan in order. One that would close a cycle as long as another is not applied comes after that one (R8). */
async function applyCampaigns(
  plan: FolderPlan,
  { folder, note, applied, token, interrupt }: CampaignsApplication,
  { client, terminal, isJson }: CommandContext,
): Promise<boolean> {
  const wanted = new Map(folder.campaigns.map((each) => [each.definition.id, each]));
  let waiting = plan.campaigns.filter(({ action, adopts }) => action !== 'none' || adopts);
  const total = waiting.length;
  let postponed: CampaignPlanResponse[] = [];
  while (waiting.length > 0) {
    const [next, ...others] = waiting;
    if (next === undefined) break;
    if (interrupt.isInterrupted())
      throw new CommandRefusedError(
        `interrupted: ${total - waiting.length - postponed.length} of ${formatCount(total, 'campaign')} applied. Run apply again for the rest.`,
      );
    waiting = others;
    try {
      const body = { ...createAct(next, wanted.get(next.id)), token, ...(note === undefined ? {} : { note }) };
      const call = { method: 'POST', path: `/campaigns/${next.id}/apply`, body } as const;
      const result = await client.call(call, appliedResponse);
      applied.push(result);
      if (!isJson) terminal.print(formatApplied(result, next));
      [waiting, postponed] = [[...others, ...postponed], []];
    } catch (error) {
      if (!(error instanceof CommandRefusedError) || error.code !== 'cycle' || waiting.length === 0) throw error;
      postponed.push(next);
    }
  }
  return true;
}

function createAct({ revision }: CampaignPlanResponse, wanted: WantedCampaign | undefined) {
  // A campaign without a file is in the plan only to be stopped.
  const { state, definition } = wanted ?? { state: 'stopped' as const, definition: undefined };
  return { revision, state, ...(state === 'stopped' ? {} : { definition }) };
}

function formatApplied(
  { id, status, version, publishedAt, cancelled }: AppliedResponse,
  { action, adopts }: CampaignPlanResponse,
): string {
  if (adopts) return `${id}: the project manages it from now on`;
  if (action === 'stop') return `${id}: stopped, ${formatCount(cancelled, 'wait')} cancelled`;
  const since = publishedAt === undefined ? '' : ` since ${formatTime(publishedAt)}`;
  return `${id}: version ${version} is ${status === 'published' ? `published${since}` : `saved, ${status}`}`;
}
