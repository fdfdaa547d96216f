import type { FileFault, FileWarning } from '../../core/campaign-file.ts';
import {
  type CampaignFile,
  formatFaults,
  formatWarnings,
  readCampaignFiles,
  readDefinitions,
} from '../campaign-files.ts';
import { COMMAND_NAME } from '../command-name.ts';
import { type CommandContext, formatJsonLines, printResult } from '../context.ts';
import { formatCount } from '../format-table.ts';
import { saveResponse } from '../responses.ts';
import { CommandRefusedError } from '../terminal.ts';

/** Runs `check FILE…`, which prints every fault and warning of campaign files with its place. It calls no installation. */
export async function runCheck(files: readonly string[], context: CommandContext): Promise<void> {
  const read = readCampaignFiles(files);
  const [faults, warnings] = [formatFaults(read), formatWarnings(read)];
  printResult(context, { files: read.map(toFileCheck) }, () => [
    ...faults,
    ...warnings,
    formatSummary(files, faults, warnings),
  ]);
  if (faults.length > 0) throw new CommandRefusedError('');
}

/** Runs `save FILE…`, which saves each campaign as a new version, a draft until it is published. It saves none if any file has a fault. */
export async function runSave(files: readonly string[], context: CommandContext): Promise<void> {
  const saved: unknown[] = [];
  for (const definition of readDefinitions(files, context.terminal)) {
    const { id } = definition;
    const body = await context.client.call({ method: 'PUT', path: `/campaigns/${id}`, body: definition }, saveResponse);
    saved.push(body);
    if (!context.isJson)
      context.terminal.print(`${id}: version ${body.version} saved. Publish it with: ${COMMAND_NAME} publish ${id}`);
  }
  if (context.isJson) context.terminal.print(formatJsonLines({ saved }));
}

/** The result of checking a file, for `--json`. */
interface FileCheck {
  readonly file: string;
  readonly id?: string;
  readonly faults: readonly FileFault[];
  readonly warnings: readonly FileWarning[];
}

function toFileCheck(read: CampaignFile): FileCheck {
  const { file } = read;
  if ('faults' in read) return { file, faults: read.faults, warnings: [] };
  return { file, id: read.definition.id, faults: [], warnings: read.warnings };
}

function formatSummary(files: readonly string[], faults: readonly string[], warnings: readonly string[]): string {
  const found = faults.length === 0 ? 'nothing wrong' : formatCount(faults.length, 'fault');
  return `${formatCount(files.length, 'file')}: ${found}${warnings.length === 0 ? '' : `, ${formatCount(warnings.length, 'warning')}`}`;
}
