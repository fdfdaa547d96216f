import type { FileFault } from '../../core/campaign-file.ts';
import { saveAnswer } from '../answers.ts';
import { definitionsIn, faultLines, type ReadFile, readCampaignFiles } from '../campaign-files.ts';
import { COMMAND } from '../command.ts';
import { answer, type Context } from '../context.ts';
import { many } from '../table.ts';
import { Refused } from '../terminal.ts';

/** `check FILE…`: every fault of campaign files, with its place. Asks nobody. */
export async function check(files: readonly string[], context: Context): Promise<void> {
  const read = readCampaignFiles(files);
  const faults = faultLines(read);
  answer(context, { files: read.map(checked) }, () => [...faults, summary(files.length, faults.length)].join('\n'));
  if (faults.length > 0) throw new Refused('');
}

/** `save FILE…`: each campaign becomes a new version, a draft until it is published; none where any file has a fault. */
export async function save(files: readonly string[], context: Context): Promise<void> {
  const saved: unknown[] = [];
  for (const definition of definitionsIn(files)) {
    const { id } = definition;
    const body = await context.client.call({ method: 'PUT', path: `/campaigns/${id}`, body: definition }, saveAnswer);
    saved.push(body);
    if (!context.isJson)
      context.terminal.print(`${id}: version ${body.version} saved. Publish it with: ${COMMAND} publish ${id}`);
  }
  if (context.isJson) context.terminal.print(JSON.stringify({ saved }, undefined, 2));
}

function checked(read: ReadFile): { file: string; id?: string; faults: readonly FileFault[] } {
  return 'faults' in read
    ? { file: read.file, faults: read.faults }
    : { file: read.file, id: read.definition.id, faults: [] };
}

function summary(files: number, faults: number): string {
  return faults === 0 ? `${many(files, 'file')}: nothing wrong` : `${many(files, 'file')}: ${many(faults, 'fault')}`;
}
