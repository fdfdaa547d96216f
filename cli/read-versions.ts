import type { Definition } from '../core/contracts/definition.ts';
import { createValuesError, isFolder, readPaths } from './project-folder.ts';
import { CommandUsageError, type Terminal } from './terminal.ts';

/** The options that name a version of campaigns to compare with, and the values of each version. */
export interface VersionOptions {
  readonly values?: string;
  /** The file or folder of the version to compare with. */
  readonly compare?: string;
  /** The values of that version, if they are not those of the other. */
  readonly compareValues?: string;
}

/** The campaigns to rehearse, and those of the version before, if they are to be compared. */
export interface CampaignVersions {
  readonly campaigns: readonly Definition[];
  readonly campaignsBefore?: readonly Definition[];
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
    return { campaigns: await readUnique(paths, values, terminal) };
  }
  const isCompareFolder = isFolder(compare);
  if (compareValues !== undefined && !isCompareFolder) throw createValuesError('--compare-values');
  const areValuesOfCompare = isCompareFolder && compareValues === undefined;
  const areValuesOfPaths = !areValuesOfCompare || paths.some(isFolder);
  const quiet = { printError: () => undefined };
  return {
    campaigns: await readUnique(paths, areValuesOfPaths ? values : undefined, terminal),
    campaignsBefore: await readUnique([compare], areValuesOfCompare ? values : compareValues, quiet),
  };
}

/** Reads the campaigns of one version. Throws `CommandUsageError` if two have the same id. */
async function readUnique(
  paths: readonly string[],
  values: string | undefined,
  terminal: Pick<Terminal, 'printError'>,
): Promise<Definition[]> {
  const campaigns = await readPaths(paths, values, terminal);
  const duplicate = campaigns.find(({ id }, index) => campaigns.some((other, at) => at < index && other.id === id));
  if (duplicate !== undefined)
    throw new CommandUsageError(`${duplicate.id}: expected one file with this id, found two`);
  return campaigns;
}
