import { parseCampaignFile } from '../../core/campaign-file.ts';
import { checkDefinition } from '../../core/check-definition.ts';
import type { Definition } from '../../core/contracts/definition.ts';
import type { DesiredState } from '../../core/contracts/desired-state.ts';
import { formatFault } from '../../core/contracts/fault.ts';
import { getSetFields, type InstallationSettings } from '../../core/contracts/settings.ts';
import type { DefinitionWarning } from '../../core/definition-warnings.ts';
import { parseProjectCampaign } from '../../core/project/project-campaign.ts';
import { PROJECT_FILE_NAME, parseProjectFile } from '../../core/project/project-file.ts';
import { parseValuesFile, type StageValues } from '../../core/project/values.ts';
import { parseSettingsFile } from '../../core/settings-file.ts';
import { formatFileFault, type YamlFileResult } from '../../core/yaml-file.ts';
import { listFileWarnings } from '../parts/list-file-warnings.ts';
import type { CampaignText, CampaignVersionInput, FileFindings } from './rehearsal-calls.ts';

/** The files of campaigns that were read: the findings of each, and their content. */
interface ReadTexts {
  readonly findings: readonly FileFindings[];
  /** The campaigns that are to be published. */
  readonly campaigns: readonly Definition[];
  readonly settings: InstallationSettings;
}

/** A version of campaigns that can be played, or the faults in it. */
export type ReadVersion =
  | { readonly campaigns: readonly Definition[]; readonly installationSettings: InstallationSettings }
  | { readonly faults: readonly string[] };

/** The beginning of the name of a file of values, which is in a folder of its own. */
const VALUES_PREFIX = 'values/';

/**
 * Reads the files of campaigns as `rehearse` does. A `campaigns.yaml` among them makes a project of them: its settings hold, a campaign may say its
 * `state`, and `\${name}` stands for a value of the file in `values/`.
 */
export function readCampaignTexts(files: readonly CampaignText[]): ReadTexts {
  const project = files.find(({ name }) => name === PROJECT_FILE_NAME);
  const values = files.filter(({ name }) => name.startsWith(VALUES_PREFIX));
  if (project === undefined) return readFilesAlone(files);
  const [first, ...others] = values;
  const readValues = first && parseValuesFile(first.text);
  const stage: StageValues = readValues !== undefined && 'value' in readValues ? readValues.value : new Map();
  const readProject = parseProjectFile(project.text, stage);
  const settings = 'value' in readProject ? getSetFields(readProject.value.settings ?? {}) : {};
  const campaigns = files
    .filter((file) => file !== project && !values.includes(file))
    .map((file) => ({ file, read: parseProjectCampaign(file.text, stage, settings) }));
  const published = campaigns.flatMap(({ read }) =>
    'value' in read && read.value.state === 'published' ? [read.value.definition] : [],
  );
  return {
    findings: [
      toFindings(project, readProject),
      ...(first !== undefined && readValues !== undefined ? [toFindings(first, readValues)] : []),
      ...others.map(refuseValues),
      ...campaigns.map(({ file, read }) =>
        toFindings(
          file,
          read,
          'value' in read ? { state: read.value.state, campaignId: read.value.definition.id } : {},
        ),
      ),
    ],
    campaigns: published,
    settings,
  };
}

/** Reads files that are each one campaign, which is to be published. */
function readFilesAlone(files: readonly CampaignText[]): ReadTexts {
  const read = files.map((file) => ({ file, read: parseCampaignFile(file.text) }));
  return {
    findings: read.map(({ file, read: each }) =>
      toFindings(file, each, 'definition' in each ? { campaignId: each.definition.id } : {}),
    ),
    campaigns: read.flatMap(({ read: each }) => ('definition' in each ? [each.definition] : [])),
    settings: {},
  };
}

/** A file that was read: one campaign, or a campaign, the settings or the values of a project. */
type ReadFile = ReturnType<typeof parseCampaignFile> | YamlFileResult<unknown, DefinitionWarning>;

/** The facts of a file about its campaign: its id, and the state that it is to have. */
interface CampaignFacts {
  readonly campaignId?: string;
  readonly state?: DesiredState;
}

function toFindings({ name }: CampaignText, read: ReadFile, facts: CampaignFacts = {}): FileFindings {
  const { state = 'published', campaignId } = facts;
  if ('faults' in read) return { name, faults: read.faults, warnings: [], isLeftOut: false };
  return {
    name,
    ...(campaignId === undefined ? {} : { campaignId }),
    faults: [],
    warnings: listFileWarnings(
      read.warnings,
      'definitionWarnings' in read ? read.definitionWarnings : read.contentWarnings,
    ),
    isLeftOut: state !== 'published',
  };
}

/** Refuses a second file of values: a rehearsal is of one stage. */
function refuseValues({ name }: CampaignText): FileFindings {
  const fault = { path: [], expected: 'one file of values', found: 'another one', line: 1, column: 1 };
  return { name, faults: [fault], warnings: [], isLeftOut: false };
}

/** Reads one version of campaigns, and the settings that it is played with: those of a `campaigns.yaml`, else those given. */
export function readVersion({ files, definitions }: CampaignVersionInput, settings: InstallationSettings): ReadVersion {
  const read = readCampaignTexts(files);
  const checked = definitions.map(checkDefinition);
  const faults = [
    ...read.findings.flatMap(({ name, faults: ofFile }) => ofFile.map((fault) => formatFileFault(name, fault))),
    ...checked.flatMap((each) => ('faults' in each ? each.faults.map(formatFault) : [])),
  ];
  const campaigns = [...checked.flatMap((each) => ('definition' in each ? [each.definition] : [])), ...read.campaigns];
  const duplicate = campaigns.find(({ id }, index) => campaigns.some((other, at) => at < index && other.id === id));
  if (duplicate !== undefined) faults.push(`${duplicate.id}: expected one campaign with this id, found two`);
  return faults.length > 0 ? { faults } : { campaigns, installationSettings: { ...settings, ...read.settings } };
}

/** The fields of the settings that a rehearsal depends on. */
const PLAYED_SETTINGS = ['companyZone', 'quietHours', 'consent', 'tracking', 'frequencyCaps'] as const;

/** Reads the settings that an installation answered, as far as a rehearsal depends on them. */
export function readInstallationSettings(
  answered: Readonly<Record<string, unknown>>,
): { readonly settings: InstallationSettings } | { readonly faults: readonly string[] } {
  const fields = PLAYED_SETTINGS.flatMap((name) => (answered[name] === undefined ? [] : [[name, answered[name]]]));
  const read = parseSettingsFile(JSON.stringify(Object.fromEntries(fields)));
  if ('value' in read) return { settings: getSetFields(read.value) };
  return { faults: read.faults.map((fault) => formatFileFault('settings', fault)) };
}
