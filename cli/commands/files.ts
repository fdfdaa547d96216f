import type { FileFault, FileWarning } from '../../core/campaign-file.ts';
import { saveAnswer } from '../answers.ts';
import { definitionsIn, faultLines, type ReadFile, readCampaignFiles, warningLines } from '../campaign-files.ts';
import { COMMAND } from '../command.ts';
import { answer, type Context, jsonLines } from '../context.ts';
import { many } from '../table.ts';
import { Refused } from '../terminal.ts';

/** `check FILE…`: every fault of campaign files and everything doubtful, with its place. Asks nobody. */
export async function check(files: readonly string[], context: Context): Promise<void> {
  const read = readCampaignFiles(files);
  const [faults, warnings] = [faultLines(read), warningLines(read)];
  answer(context, { files: read.map(checked) }, () => [...faults, ...warnings, summary(files, faults, warnings)]);
  if (faults.length > 0) throw new Refused('');
}

/** `save FILE…`: each campaign becomes a new version, a draft until it is published; none where any file has a fault. */
export async function save(files: readonly string[], context: Context): Promise<void> {
  const saved: unknown[] = [];
  for (const definition of definitionsIn(files, context.terminal)) {
    const { id } = definition;
    const body = await context.client.call({ method: 'PUT', path: `/campaigns/${id}`, body: definition }, saveAnswer);
    saved.push(body);
    if (!context.isJson)
      context.terminal.print(`${id}: version ${body.version} saved. Publish it with: ${COMMAND} publish ${id}`);
  }
  if (context.isJson) context.terminal.print(jsonLines({ saved }));
}

/** What a program is told of a file. */
interface Checked {
  readonly file: string;
  readonly id?: string;
  readonly faults: readonly FileFault[];
  readonly warnings: readonly FileWarning[];
}

function checked(read: ReadFile): Checked {
  const { file } = read;
  if ('faults' in read) return { file, faults: read.faults, warnings: [] };
  return { file, id: read.definition.id, faults: [], warnings: read.warnings };
}

function summary(files: readonly string[], faults: readonly string[], warnings: readonly string[]): string {
  const found = faults.length === 0 ? 'nothing wrong' : many(faults.length, 'fault');
  return `${many(files.length, 'file')}: ${found}${warnings.length === 0 ? '' : `, ${many(warnings.length, 'warning')}`}`;
}
