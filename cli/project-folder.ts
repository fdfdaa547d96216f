import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Definition } from '../core/contracts/definition.ts';
import type { DesiredState } from '../core/contracts/desired-state.ts';
import { getSetFields, type InstallationSettings } from '../core/contracts/settings.ts';
import type { DefinitionWarning } from '../core/definition-warnings.ts';
import { findProjectFaults, findProjectWarnings } from '../core/project/check-project.ts';
import { parseProjectCampaign } from '../core/project/project-campaign.ts';
import { PROJECT_FILE_NAME, type Project, parseProjectFile } from '../core/project/project-file.ts';
import { parseValuesFile, type StageValues } from '../core/project/values.ts';
import type { FileFault, FilePosition, FileWarning, YamlFileResult } from '../core/yaml-file.ts';
import { explainProjectWarning } from '../language/en.ts';
import {
  formatFaults,
  formatWarnings,
  listWarnings,
  readBytes,
  readDefinitions,
  toFileError,
} from './campaign-files.ts';
import { CommandRefusedError, CommandUsageError, type Terminal } from './terminal.ts';

/** A file of a folder with the faults in it, or with its warnings; of a campaign also what it is to be. */
export type FolderFile = { readonly file: string } & (
  | { readonly faults: readonly FileFault[] }
  | {
      readonly warnings: readonly FileWarning[];
      readonly campaign?: FolderCampaign;
      readonly project?: Project;
      readonly values?: StageValues;
    }
);

/** A campaign of a folder, what it is to be, and the place of each part of it in its file. */
interface FolderCampaign {
  readonly definition: Definition;
  readonly state: DesiredState;
  readonly locate: (path: FileFault['path']) => FilePosition;
}

/** The folder of the files of values, beside the campaigns. */
const VALUES_FOLDER = 'values';
const CAMPAIGN_FILE = /\.(ya?ml|json)$/;

/** Returns whether a path is that of a folder. Throws `CommandUsageError` if there is none. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw toFileError(path, error);
  }
}

/**
 * Reads the campaigns of a folder: its `campaigns.yaml`, and all other YAML and JSON files but those in `values/` and in hidden folders.
 * The references `${name}` in them are filled from a file of values. The faults include those that the campaigns have together.
 */
export async function readProjectFolder(folder: string, valuesFile: string | undefined): Promise<FolderFile[]> {
  const names = listFiles(folder);
  if (!names.includes(PROJECT_FILE_NAME))
    throw new CommandUsageError(`${folder}: expected a file ${PROJECT_FILE_NAME} in it, such as "project: shop"`);
  const values = valuesFile === undefined ? undefined : readValues(valuesFile);
  // A file of values with a fault has no values: references would be faults, too.
  if (values !== undefined && 'faults' in values) return [values];
  const stage = values?.values ?? new Map();
  const project = readProjectFile(join(folder, PROJECT_FILE_NAME), stage);
  const campaigns = names
    .filter((name) => name !== PROJECT_FILE_NAME)
    .map((name) => readCampaign(join(folder, name), stage, readSettings(project)));
  return [project, ...(values === undefined ? [] : [values]), ...(await addProjectFindings(campaigns))];
}

/** The campaigns of files and folders, each with the state that it is to have, and the projects of the folders. */
export interface ReadCampaigns {
  readonly projects: readonly Project[];
  readonly campaigns: readonly Pick<FolderCampaign, 'definition' | 'state'>[];
}

/**
 * Reads the campaigns of files, which are to be published, and those of folders, and prints the warnings. Throws `CommandRefusedError`
 * with all faults of a folder or of the files.
 */
export async function readCampaigns(
  paths: readonly string[],
  values: string | undefined,
  terminal: Pick<Terminal, 'printError'>,
): Promise<ReadCampaigns> {
  const folders = paths.filter(isFolder);
  if (values !== undefined && folders.length === 0) throw createValuesError();
  const definitions = readDefinitions(
    paths.filter((path) => !folders.includes(path)),
    terminal,
  );
  const read: FolderFile[] = [];
  for (const folder of folders) {
    const files = await readProjectFolder(folder, values);
    const faults = formatFaults(files);
    if (faults.length > 0) throw new CommandRefusedError(faults);
    for (const warning of formatWarnings(files)) terminal.printError(warning);
    read.push(...files);
  }
  return {
    projects: listParts(read, 'project'),
    campaigns: [
      ...definitions.map((definition) => ({ definition, state: 'published' as const })),
      ...listParts(read, 'campaign'),
    ],
  };
}

/** Returns a part of the files that have it: their campaigns, their project or their values. */
export function listParts<Part extends 'campaign' | 'project' | 'values'>(files: readonly FolderFile[], part: Part) {
  return files.flatMap((each) => ('faults' in each || each[part] === undefined ? [] : [each[part]]));
}

/** Creates the error of values that no folder takes. */
export function createValuesError(option = '--values'): CommandUsageError {
  return new CommandUsageError(`${option}: expected a folder with a ${PROJECT_FILE_NAME}, found files alone`);
}

/** Lists the YAML and JSON files of a folder, but those in `values/` and in hidden folders. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && CAMPAIGN_FILE.test(entry.name))
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .filter((name) => !isSetAside(name.split(sep)))
    .sort();
}

function isSetAside([first, ...others]: readonly string[]): boolean {
  const folders = [first, ...others].filter((each) => each !== undefined);
  return (
    (others.length > 0 && first === VALUES_FOLDER) ||
    folders.some((each) => each.startsWith('.') || each === 'node_modules')
  );
}

function readValues(file: string): FolderFile {
  const read = parseValuesFile(readBytes(file));
  return { ...toFolderFile(file, read), ...('faults' in read ? {} : { values: read.value }) };
}

function readProjectFile(file: string, values: StageValues): FolderFile {
  const read = parseProjectFile(readBytes(file), values);
  return { ...toFolderFile(file, read), ...('faults' in read ? {} : { project: read.value }) };
}

/** Returns the settings that a project sets, without those that it removes. */
function readSettings(file: FolderFile): InstallationSettings {
  const settings = 'project' in file ? file.project?.settings : undefined;
  return settings === undefined ? {} : getSetFields(settings);
}

function readCampaign(file: string, values: StageValues, settings: InstallationSettings): FolderFile {
  const read = parseProjectCampaign(readBytes(file), values, settings);
  const checked = toFolderFile(file, read);
  if ('faults' in read || 'faults' in checked) return checked;
  const { value, locate } = read;
  return { ...checked, campaign: { ...value, locate } };
}

/** Creates the file of a folder from the reading of a file: with its faults, or with the warnings about its text and its content. */
function toFolderFile(file: string, read: YamlFileResult<unknown, DefinitionWarning>): FolderFile {
  if ('faults' in read) return { file, faults: read.faults };
  const { warnings, contentWarnings: definitionWarnings } = read;
  return { file, warnings: listWarnings({ file, warnings, definitionWarnings }) };
}

/** Adds the faults and warnings that the campaigns of a folder have together to their files. */
async function addProjectFindings(files: readonly FolderFile[]): Promise<FolderFile[]> {
  const campaigns = files.flatMap((each) =>
    'faults' in each || each.campaign === undefined ? [] : [{ file: each.file, ...each.campaign }],
  );
  const [faults, warnings] = [await findProjectFaults(campaigns), findProjectWarnings(campaigns)];
  const isWhole = files.every((each) => !('faults' in each));
  return files.map((each): FolderFile => {
    if ('faults' in each || each.campaign === undefined) return each;
    const { file, campaign } = each;
    const own = faults.flatMap(({ file: of, ...fault }) =>
      of === file ? [{ ...fault, ...campaign.locate(fault.path) }] : [],
    );
    if (own.length > 0) return { file, faults: own };
    // A file with a fault may have the campaign that seems to be missing.
    const missing = warnings.flatMap((warning) =>
      isWhole && warning.file === file
        ? [{ path: warning.path, message: explainProjectWarning(warning), ...campaign.locate(warning.path) }]
        : [],
    );
    return { ...each, warnings: [...each.warnings, ...missing] };
  });
}
