import type { Definition } from '../core/contracts/definition.ts';
import { getSetFields, type InstallationSettings } from '../core/contracts/settings.ts';
import { isTimeZone, TIME_ZONE_EXPECTED } from '../core/contracts/time-zone.ts';
import { createValuesError, isFolder, readCampaigns } from './project-folder.ts';
import { CommandUsageError, type Terminal } from './terminal.ts';

/** The options that name a version of campaigns to compare with, and the values of each version. */
export interface VersionOptions {
  readonly values?: string;
  /** The file or folder of the version to compare with. */
  readonly compare?: string;
  /** The values of that version, if they are not those of the other. */
  readonly compareValues?: string;
}

/** The campaigns of a version that are to be published, and the settings of the installation that its folders name. */
export interface CampaignVersion {
  readonly campaigns: readonly Definition[];
  readonly installationSettings: InstallationSettings;
}

/** The version to rehearse, and the version before, if they are to be compared. */
export interface CampaignVersions {
  readonly version: CampaignVersion;
  readonly before?: CampaignVersion;
}

/** Reads the campaigns to rehearse, and those to compare them with. The warnings about the latter are not printed. */
export async function readVersions(
  paths: readonly string[],
  { compare, values, compareValues }: VersionOptions,
  terminal: Pick<Terminal, 'printError'>,
): Promise<CampaignVersions> {
  if (compare === undefined) {
    if (compareValues !== undefined)
      throw new CommandUsageError('--compare-values: expected --compare with the version that has these values');
    return { version: await readVersion(paths, values, terminal) };
  }
  const isCompareFolder = isFolder(compare);
  if (compareValues !== undefined && !isCompareFolder) throw createValuesError('--compare-values');
  const areValuesOfCompare = isCompareFolder && compareValues === undefined;
  const areValuesOfPaths = !areValuesOfCompare || paths.some(isFolder);
  const quiet = { printError: () => undefined };
  const version = await readVersion(paths, areValuesOfPaths ? values : undefined, terminal);
  const before = await readVersion([compare], areValuesOfCompare ? values : compareValues, quiet);
  // A file names no settings: it is played with those of the other version, so that only campaigns differ.
  return {
    version,
    before: isCompareFolder ? before : { ...before, installationSettings: version.installationSettings },
  };
}

/** Reads one version. Throws `CommandUsageError` if two campaigns have the same id. */
async function readVersion(
  paths: readonly string[],
  values: string | undefined,
  terminal: Pick<Terminal, 'printError'>,
): Promise<CampaignVersion> {
  const { projects, campaigns: read } = await readCampaigns(paths, values, terminal);
  const campaigns = read.filter(({ state }) => state === 'published').map(({ definition }) => definition);
  const duplicate = campaigns.find(({ id }, index) => campaigns.some((other, at) => at < index && other.id === id));
  if (duplicate !== undefined)
    throw new CommandUsageError(`${duplicate.id}: expected one file with this id, found two`);
  // What a later folder removes with null, an earlier one has not set.
  const fields = projects.flatMap(({ settings = {} }) => Object.entries(settings));
  return { campaigns, installationSettings: { ...readDefaultZone(), ...getSetFields(Object.fromEntries(fields)) } };
}

/** Returns the time zone of the company of this environment, which counts where no folder names one. */
function readDefaultZone(): InstallationSettings {
  const companyZone = process.env['COMPANY_ZONE'];
  if (companyZone === undefined || companyZone === '') return {};
  if (!isTimeZone(companyZone))
    throw new CommandUsageError(`COMPANY_ZONE: expected ${TIME_ZONE_EXPECTED}, found ${companyZone}`);
  return { companyZone };
}
