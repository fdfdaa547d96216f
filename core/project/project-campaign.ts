import { checkData } from '../check-data.ts';
import { checkDefinition } from '../check-definition.ts';
import type { Definition } from '../contracts/definition.ts';
import { DESIRED_STATES, type DesiredState } from '../contracts/desired-state.ts';
import { describeValue, type Fault, formatPath } from '../contracts/fault.ts';
import { isObject } from '../contracts/object.ts';
import type { InstallationSettings } from '../contracts/settings.ts';
import { type DefinitionWarning, findSettingsWarnings } from '../definition-warnings.ts';
import { findSecrets } from '../find-secrets.ts';
import { type FileKind, parseYamlFile, type YamlFileResult } from '../yaml-file.ts';
import { fillValues, type StageValues } from './values.ts';

/** A campaign of a project, with the state that it is to have. */
export interface ProjectCampaign {
  readonly definition: Definition;
  readonly state: DesiredState;
}

/**
 * Reads a campaign file of a project: a campaign that may say its `state` (published unless it says another), with references
 * `${name}` to the values of a stage. The warnings include those that follow from the settings of the project.
 */
export function parseProjectCampaign(
  file: string | Uint8Array,
  values: StageValues,
  settings: InstallationSettings = {},
): YamlFileResult<ProjectCampaign, DefinitionWarning> {
  return parseYamlFile(file, createFileKind(values, settings));
}

function createFileKind(
  values: StageValues,
  settings: InstallationSettings,
): FileKind<ProjectCampaign, DefinitionWarning> {
  return { expected: 'one campaign as YAML or JSON', check: (content) => checkCampaign(content, values, settings) };
}

function checkCampaign(content: unknown, values: StageValues, settings: InstallationSettings) {
  const data = checkData(content);
  if (data.isTooLarge) return data;
  const filled = fillValues(content, values);
  const { state, rest } = takeState(filled.content);
  const isState = DESIRED_STATES.find((each) => each === state);
  const stateFaults: Fault[] =
    isState === undefined
      ? [{ path: ['state'], found: describeValue(state), expected: DESIRED_STATES.join(', ') }]
      : [];
  const checked = checkDefinition(rest);
  const own = [...filled.faults, ...stateFaults];
  if (isState !== undefined && own.length === 0 && 'definition' in checked)
    return {
      value: { definition: checked.definition, state: isState },
      warnings: [
        ...dropSecretValues(checked.warnings, content, values),
        ...findSettingsWarnings(checked.definition, settings),
      ],
    };
  // A text whose value is missing has no other fault.
  const broken = new Set(own.map(({ path }) => formatPath(path)));
  const others = 'faults' in checked ? checked.faults.filter(({ path }) => !broken.has(formatPath(path))) : [];
  return { faults: [...own, ...others] };
}

/**
 * Drops the warnings about secrets that come from the values of a stage alone, because the warning about their file names each once. A
 * secret stays that stands in the campaign itself, or that only the campaign shows to be one, such as the value of a header.
 */
function dropSecretValues(warnings: readonly DefinitionWarning[], content: unknown, values: StageValues) {
  if (!warnings.some(({ code }) => code === 'secret')) return warnings;
  const secrets = new Set(findSecrets(Object.fromEntries(values)).map(({ path }) => formatPath(path)));
  const others = new Map([...values].filter(([name]) => !secrets.has(name)));
  const kept = new Set(findSecrets(fillValues(content, others).content).map(({ path }) => formatPath(path)));
  return warnings.filter(({ code, path }) => code !== 'secret' || kept.has(formatPath(path)));
}

/** Takes the state out of the content of a file. */
function takeState(content: unknown): { readonly state: unknown; readonly rest: unknown } {
  if (!isObject(content)) return { state: 'published', rest: content };
  const { state = 'published', ...rest } = content;
  return { state, rest };
}
