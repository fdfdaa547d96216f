import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import * as v from 'valibot';
import { toCanonicalDefinition } from '../../core/canonical-definition.ts';
import { isCampaignId } from '../../core/contracts/definition.ts';
import { formatPath } from '../../core/contracts/fault.ts';
import { projectNameSchema } from '../../core/contracts/project-name.ts';
import { isEqualJson } from '../../core/is-equal-json.ts';
import { type CampaignOfText, formatCampaignText, patchCampaignText } from '../../core/project/campaign-text.ts';
import { PROJECT_FILE_NAME } from '../../core/project/project-file.ts';
import type { StageValues } from '../../core/project/values.ts';
import { formatFaults } from '../campaign-files.ts';
import type { ApiClient } from '../client.ts';
import { type CommandContext, printResult } from '../context.ts';
import { formatCount } from '../format-table.ts';
import { type FolderFile, listFiles, listParts, readProjectFolder } from '../project-folder.ts';
import { type InstalledResponse, installedResponse, versionResponse } from '../responses.ts';
import { CommandRefusedError, CommandUsageError } from '../terminal.ts';

/** The options of the command `pull`. */
export interface PullOptions {
  readonly values?: string;
}

/** A file that was written, and what its reader should know. */
interface WrittenFile {
  readonly id: string;
  readonly file: string;
  readonly action: 'created' | 'changed';
  readonly warnings: readonly string[];
}

/** A folder before a pull: its project, the campaigns in its files, and whether it has a `campaigns.yaml`. */
interface PulledFolder {
  readonly path: string;
  readonly project: string;
  readonly isNew: boolean;
  readonly files: ReadonlyMap<string, CampaignOfText & { readonly file: string }>;
  readonly values: StageValues;
}

/**
 * Runs `pull DIR [ID…]`, which writes campaigns as the installation has them into the files of a folder, so that an apply would change
 * nothing. Of files that exist only the fields change that differ. A new folder gets every campaign that belongs to no other project;
 * one that exists gets its own, and those that are named.
 */
export async function runPull(
  path: string,
  { values, ids }: PullOptions & { readonly ids: readonly string[] },
  context: CommandContext,
): Promise<void> {
  const folder = await readFolder(path, values);
  const list = await context.client.listAll({ path: '/campaigns' }, 'campaigns', installedResponse);
  const unknown = ids.filter((id) => !list.some((each) => each.id === id));
  if (unknown.length > 0) throw new CommandRefusedError(`no campaign has the id ${unknown.join(', ')}`);
  const pulled = list.filter((each) => isPulled(each, folder, ids));
  const created = pulled.filter(({ id }) => !folder.files.has(id));
  const taken = created.map(({ id }) => createPath(id, folder)).filter((file) => existsSync(file));
  if (taken.length > 0)
    throw new CommandRefusedError(taken.map((file) => `${file}: expected no file of this name; rename it`));
  const written: WrittenFile[] = [];
  if (folder.isNew) writeProjectFile(folder);
  for (const each of pulled) {
    const file = writeCampaign(await readInstalled(each, context.client), folder);
    if (file !== undefined) written.push(file);
  }
  const installed = new Set(pulled.map(({ id }) => id));
  const missing = [...folder.files.values()].filter(({ definition }) => !installed.has(definition.id));
  printResult(context, { project: folder.project, written, notInstalled: missing.map(({ file }) => file) }, () => [
    ...written.flatMap(({ file, action, warnings }) => [
      `${file}: ${action}`,
      ...warnings.map((warning) => `  warning: ${warning}`),
    ]),
    ...missing.map(
      ({ file, definition: { id } }) => `${file}: left as it is; the installation has no ${id} of this project`,
    ),
    `${formatCount(written.length, 'file')} written, ${pulled.length - written.length} as the installation has them`,
  ]);
}

async function readFolder(path: string, valuesFile: string | undefined): Promise<PulledFolder> {
  const isNew = !existsSync(join(path, PROJECT_FILE_NAME));
  if (isNew && existsSync(path) && listFiles(path).length > 0)
    throw new CommandUsageError(
      `${path}: expected a ${PROJECT_FILE_NAME} in it, such as "project: shop", because it has files already`,
    );
  if (isNew && valuesFile !== undefined)
    throw new CommandUsageError(`--values: expected a folder with a ${PROJECT_FILE_NAME}, found a new one`);
  if (isNew) return { path, project: readProjectName(path), isNew, files: new Map(), values: new Map() };
  const read = await readProjectFolder(path, valuesFile);
  const faults = formatFaults(read);
  if (faults.length > 0) throw new CommandRefusedError(faults);
  const [project] = listParts(read, 'project');
  const [stage = new Map()] = listParts(read, 'values');
  const files = new Map(read.flatMap(listCampaigns).map((each) => [each.definition.id, each]));
  return { path, project: project?.project ?? '', isNew, files, values: stage };
}

function listCampaigns(file: FolderFile) {
  if (!('campaign' in file) || file.campaign === undefined) return [];
  const { definition, state } = file.campaign;
  return [{ file: file.file, definition, state }];
}

/** Returns the name of a new folder as the name of its project. */
function readProjectName(path: string): string {
  const name = basename(resolve(path)).toLowerCase();
  if (!v.is(projectNameSchema, name))
    throw new CommandUsageError(
      `${path}: expected a ${PROJECT_FILE_NAME} in it, such as "project: shop", because the folder's name cannot be that of a project`,
    );
  return name;
}

function isPulled({ id, status, project }: InstalledResponse, folder: PulledFolder, ids: readonly string[]): boolean {
  if (ids.includes(id)) return true;
  if (status === 'archived' || (project !== undefined && project !== folder.project)) return false;
  if (folder.files.has(id)) return true;
  // What was stopped and has no file is done.
  return status !== 'stopped' && (folder.isNew || project === folder.project);
}

/** Returns a campaign as it is published, or else as it was saved last, with the defaults of today. */
async function readInstalled(installed: InstalledResponse, client: ApiClient): Promise<CampaignOfText> {
  const { definition, state } = await readStored(installed, client);
  return { definition: toCanonicalDefinition(definition), state };
}

async function readStored(installed: InstalledResponse, client: ApiClient): Promise<CampaignOfText> {
  const { id, status, version, publishedVersion, definition } = installed;
  if (status !== 'published') return { definition, state: publishedVersion === undefined ? 'draft' : 'stopped' };
  if (publishedVersion === undefined || publishedVersion === version) return { definition, state: 'published' };
  const path = `/campaigns/${encodeURIComponent(id)}/versions/${publishedVersion}`;
  return { definition: (await client.call({ path }, versionResponse)).definition, state: 'published' };
}

function writeProjectFile({ path, project }: PulledFolder): void {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, PROJECT_FILE_NAME), `project: ${project}\n`, { flag: 'wx' });
}

/** Writes a campaign into its file, or into a new one; returns undefined if the file says it already. */
function writeCampaign(installed: CampaignOfText, folder: PulledFolder): WrittenFile | undefined {
  const { id } = installed.definition;
  const { files, values } = folder;
  const before = files.get(id);
  if (before === undefined) return createFile(installed, folder);
  if (isSame(before, installed)) return undefined;
  const { file } = before;
  const isJson = file.endsWith('.json');
  const patched = isJson
    ? undefined
    : patchCampaignText(readFileSync(file, 'utf8'), before, { after: installed, values });
  if (patched === undefined) {
    writeFileSync(file, formatCampaignText(installed, isJson ? 'json' : 'yaml'));
    return {
      id,
      file,
      action: 'changed',
      warnings: ['written again as a whole, without the comments and references in it'],
    };
  }
  writeFileSync(file, patched.text);
  const warnings = patched.replacedReferences.map(
    (field) => `${formatPath(field)}: a reference to a value became the value of this installation`,
  );
  return { id, file, action: 'changed', warnings };
}

function createFile(installed: CampaignOfText, folder: PulledFolder): WrittenFile {
  const { id } = installed.definition;
  const file = createPath(id, folder);
  writeFileSync(file, formatCampaignText(installed), { flag: 'wx' });
  return { id, file, action: 'created', warnings: [] };
}

/** Returns the path of the new file of a campaign. */
function createPath(id: string, { path }: PulledFolder): string {
  // The id becomes the name of a file: an answer that is not of an installation must not choose another folder.
  if (!isCampaignId(id))
    throw new CommandRefusedError(`campaigns: expected ids of campaigns, found ${JSON.stringify(id)}`);
  const name = `${id}.yaml`;
  return join(path, name === PROJECT_FILE_NAME ? `campaign-${name}` : name);
}

/** Returns whether a file says what the installation has. A stopped campaign is compared by its state alone: apply does not save it. */
function isSame(before: CampaignOfText, installed: CampaignOfText): boolean {
  if (before.state !== installed.state) return before.state === 'stopped' && installed.state === 'draft';
  return before.state === 'stopped' || isEqualJson(before.definition, installed.definition);
}
