import type * as v from 'valibot';
import type { DesiredState } from '../../core/contracts/desired-state.ts';
import { YAML_MEDIA_TYPE } from '../../core/contracts/media-types.ts';
import type { FileFault, FileWarning } from '../../core/yaml-file.ts';
import {
  type CampaignFile,
  formatFaults,
  formatWarnings,
  listWarnings,
  readCampaignFiles,
  readWrittenCampaigns,
} from '../campaign-files.ts';
import { COMMAND_NAME } from '../command-name.ts';
import { type CommandContext, formatJsonLines, printResult } from '../context.ts';
import { formatCount } from '../format-table.ts';
import { createValuesError, type FolderFile, isFolder, readProjectFolder } from '../project-folder.ts';
import { campaignResponse, saveResponse } from '../responses.ts';
import { CommandRefusedError, CommandUsageError } from '../terminal.ts';

/**
 * Runs `check PATH…`, which prints every fault and warning of campaign files, or of the files of folders, with its place. It calls no
 * installation.
 */
export async function runCheck(
  paths: readonly string[],
  context: CommandContext & { readonly values?: string },
): Promise<void> {
  const { values } = context;
  const folders = paths.filter(isFolder);
  if (values !== undefined && folders.length === 0) throw createValuesError();
  const checks: FileCheck[] = [];
  const lines: { readonly faults: string[]; readonly warnings: string[] } = { faults: [], warnings: [] };
  for (const path of paths) {
    const read = folders.includes(path) ? await readProjectFolder(path, values) : readCampaignFiles([path]);
    checks.push(...read.map(toFileCheck));
    lines.faults.push(...formatFaults(read));
    lines.warnings.push(...formatWarnings(read));
  }
  printResult(context, { files: checks }, () => [...lines.faults, ...lines.warnings, formatSummary(checks, lines)]);
  if (lines.faults.length > 0) throw new CommandRefusedError('');
}

/**
 * Runs `save FILE…`, which saves each campaign as it is written as a new version, a draft until it is published. It saves none if any file has a fault,
 * and changes no campaign that another caller saves meanwhile (R97).
 */
export async function runSave(files: readonly string[], context: CommandContext): Promise<void> {
  const folder = files.find(isFolder);
  if (folder !== undefined) throw new CommandUsageError(`${folder}: expected a file; check and rehearse read folders`);
  const saved: unknown[] = [];
  for (const { definition, text } of readWrittenCampaigns(files, context.terminal)) {
    const { id } = definition;
    const path = `/campaigns/${id}`;
    const before = await context.client.find({ path }, campaignResponse);
    const condition: Record<string, string> =
      before === undefined ? { 'if-none-match': '*' } : { 'if-match': `"${before.version}"` };
    const headers = { ...condition, 'content-type': YAML_MEDIA_TYPE };
    const body = await context.client.call({ method: 'PUT', path, headers, text }, saveResponse);
    saved.push(body);
    if (!context.isJson) context.terminal.print(formatSaved(body));
  }
  if (context.isJson) context.terminal.print(formatJsonLines({ saved }));
}

function formatSaved({ id, version, unchanged }: v.InferOutput<typeof saveResponse>): string {
  if (unchanged) return `${id}: nothing to save, the file is equal to version ${version}`;
  return `${id}: version ${version} saved. Publish it with: ${COMMAND_NAME} publish ${id}`;
}

/** The result of checking a file, for `--json`. */
interface FileCheck {
  readonly file: string;
  readonly id?: string;
  /** The state that the campaign is to have; of a file in a folder alone. */
  readonly state?: DesiredState;
  readonly faults: readonly FileFault[];
  readonly warnings: readonly FileWarning[];
}

function toFileCheck(read: CampaignFile | FolderFile): FileCheck {
  const { file } = read;
  if ('faults' in read) return { file, faults: read.faults, warnings: [] };
  const warnings = listWarnings(read).map(({ path, line, column, message }) => ({ path, line, column, message }));
  if ('definition' in read) return { file, id: read.definition.id, faults: [], warnings };
  const { campaign } = read;
  const named = campaign === undefined ? {} : { id: campaign.definition.id, state: campaign.state };
  return { file, ...named, faults: [], warnings };
}

function formatSummary(
  files: readonly FileCheck[],
  { faults, warnings }: { readonly faults: readonly string[]; readonly warnings: readonly string[] },
): string {
  const found = faults.length === 0 ? 'nothing wrong' : formatCount(faults.length, 'fault');
  return `${formatCount(files.length, 'file')}: ${found}${warnings.length === 0 ? '' : `, ${formatCount(warnings.length, 'warning')}`}`;
}
