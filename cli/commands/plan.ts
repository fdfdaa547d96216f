import type { CommandContext } from '../context.ts';
import { printResult } from '../context.ts';
import { type FolderPlan, requestPlan, type WantedFolder } from '../folder-plan.ts';
import { formatPlan } from '../format-plan.ts';
import { formatPlanMarkdown } from '../format-plan-markdown.ts';
import { readCampaigns } from '../project-folder.ts';
import { ChangesFoundError, CommandRefusedError, CommandUsageError, type Terminal } from '../terminal.ts';

/** The options of the command `plan`. */
export interface PlanCommandOptions {
  readonly values?: string;
  readonly markdown?: boolean;
  readonly failOnChanges?: boolean;
  readonly prune?: boolean;
  readonly overwrite?: boolean;
}

/** Runs `plan PATH…`, which prints what an apply of a folder, or of files, would change in the installation (R55). It changes nothing. */
export async function runPlan(
  paths: readonly string[],
  options: PlanCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { values, markdown = false, failOnChanges = false, prune = false, overwrite = false } = options;
  const folder = await readWantedFolder(paths, values, context.terminal);
  if (prune && folder.project === undefined)
    throw new CommandUsageError('--prune: expected a folder, found files alone');
  const plan = await requestPlan(folder, { prune, overwrite }, context.client);
  printPlan(plan, folder, { ...context, isMarkdown: markdown });
  if (plan.refused) throw new CommandRefusedError('');
  if (failOnChanges && hasChanges(plan)) throw new ChangesFoundError();
}

/** Reads one folder with its project, or files without one. Throws `CommandUsageError` for several folders, because each is a plan. */
export async function readWantedFolder(
  paths: readonly string[],
  values: string | undefined,
  terminal: Pick<Terminal, 'printError'>,
): Promise<WantedFolder> {
  const { projects, campaigns } = await readCampaigns(paths, values, terminal);
  const [project] = projects;
  if (project !== undefined && paths.length > 1)
    throw new CommandUsageError('plan: expected one folder, or files alone; plan each folder by itself');
  return { project, campaigns };
}

/** Prints a plan: as JSON with `--json`, as Markdown, or as text. */
function printPlan(
  plan: FolderPlan,
  { project }: WantedFolder,
  context: CommandContext & { readonly isMarkdown?: boolean },
): void {
  const title = project === undefined ? 'Plan' : `Plan of ${project.project}`;
  const named = project === undefined ? plan : { project: project.project, ...plan };
  printResult(context, named, () => (context.isMarkdown ? formatPlanMarkdown(plan, title) : formatPlan(plan)));
}

/** Returns whether a plan changes the installation. */
export function hasChanges({ settings, campaigns }: FolderPlan): boolean {
  return (settings?.changes.length ?? 0) > 0 || campaigns.some(({ action }) => action !== 'none');
}
