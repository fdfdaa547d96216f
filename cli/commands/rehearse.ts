import { createReadStream, statSync } from 'node:fs';
import { INSTANT_EXPECTED, type Instant, parseInstant } from '../../core/contracts/instant.ts';
import { isTimeZone, TIME_ZONE_EXPECTED } from '../../core/contracts/time-zone.ts';
import type { Rehearsal } from '../../rehearse/rehearsal.ts';
import { type RehearsalSettings, rehearse } from '../../rehearse/rehearse.ts';
import { rehearseVersions } from '../../rehearse/rehearse-versions.ts';
import { toFileError } from '../campaign-files.ts';
import type { CommandContext } from '../context.ts';
import { formatComparison } from '../format-comparison.ts';
import { formatComparisonJson } from '../format-comparison-json.ts';
import { formatRehearsal } from '../format-rehearsal.ts';
import { formatRehearsalJson } from '../format-rehearsal-json.ts';
import { formatCount } from '../format-table.ts';
import { readInThread } from '../read-in-thread.ts';
import { type CampaignVersions, readVersions, type VersionOptions } from '../read-versions.ts';
import { CommandRefusedError, CommandUsageError, type Terminal } from '../terminal.ts';

/** The options of the command `rehearse`. */
export interface RehearseOptions extends VersionOptions {
  readonly events: string;
  readonly from?: string;
  readonly until?: string;
  readonly companyZone?: string;
  readonly verbose?: boolean;
}

/** The size in bytes from which a recording is read in a thread of its own: for a smaller one the thread takes longer. */
const MIN_BYTES_FOR_A_THREAD = 8 * 1024 * 1024;

/**
 * Runs `rehearse PATH… --events FILE`, which plays recorded events against campaigns in memory, at the times of the events. With
 * `--compare OLD` it plays them against two versions and prints the differences.
 */
export async function runRehearse(
  paths: readonly string[],
  options: RehearseOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const versions = await readVersions(paths, options, terminal);
  const settings = createSettings(options, terminal);
  const { rehearsal, output } = await playVersions(versions, settings, {
    isJson: context.isJson,
    showsAll: options.verbose === true,
  });
  terminal.showProgress('');
  for (const lines of output) terminal.print(lines);
  reportRefused(options.events, rehearsal, terminal);
}

type PlaySettings = Omit<RehearsalSettings, 'campaigns' | 'installationSettings'>;

function createSettings(options: RehearseOptions, terminal: Terminal): PlaySettings {
  const bytes = bytesOf(options.events);
  if (bytes === undefined) throw new CommandUsageError(`${options.events}: expected a file`);
  const [from, until] = [parseInstantOption('--from', options.from), parseInstantOption('--until', options.until)];
  const { companyZone } = options;
  if (companyZone !== undefined && !isTimeZone(companyZone))
    throw new CommandUsageError(`--company-zone: expected ${TIME_ZONE_EXPECTED}, found ${companyZone}`);
  return {
    events: () => createReadStream(options.events, { highWaterMark: 1 << 18 }),
    ...(bytes < MIN_BYTES_FOR_A_THREAD ? {} : { read: readInThread }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(companyZone === undefined ? {} : { companyZone }),
    log: {
      warn: (code, facts) => terminal.printError(`${code} ${JSON.stringify(facts)}`),
      logDecisions: () => undefined,
    },
    onProgress: (events) => terminal.showProgress(`${formatCount(events, 'event')} played`),
  };
}

interface OutputFormat {
  readonly isJson: boolean;
  readonly showsAll: boolean;
}

/** Plays one version, or two to compare them. Returns the rehearsal of the campaigns, and the output in chunks of lines. */
async function playVersions(
  { version, before }: CampaignVersions,
  settings: PlaySettings,
  { isJson, showsAll }: OutputFormat,
): Promise<{ readonly rehearsal: Rehearsal; readonly output: Iterable<string[]> }> {
  if (before === undefined) {
    const rehearsal = await rehearse({ ...settings, ...version, needsUsers: isJson || showsAll });
    return { rehearsal, output: isJson ? formatRehearsalJson(rehearsal) : [formatRehearsal(rehearsal)] };
  }
  const compared = await rehearseVersions({ ...settings, ...version, before });
  const { rehearsal } = compared;
  return { rehearsal, output: isJson ? formatComparisonJson(compared) : [formatComparison(compared, showsAll)] };
}

/** Reports that some events were refused, and refuses the command if there was no other event. */
function reportRefused(file: string, { accepted, leftOut, refused }: Rehearsal, { printError }: Terminal): void {
  if (refused.count === 0) return;
  const summary = `${file}: ${formatCount(refused.count, 'event')} refused`;
  if (accepted + leftOut === 0) throw new CommandRefusedError(`${summary}, and no other to be played`);
  printError(`${summary}, the rehearsal is of the others`);
}

/** Returns the size of a file in bytes; undefined if the path is not one of a file. */
function bytesOf(file: string): number | undefined {
  try {
    const entry = statSync(file);
    return entry.isFile() ? entry.size : undefined;
  } catch (error) {
    throw toFileError(file, error);
  }
}

function parseInstantOption(option: string, text: string | undefined): Instant | undefined {
  const instant = text === undefined ? undefined : parseInstant(text);
  if (text !== undefined && instant === undefined)
    throw new CommandUsageError(`${option}: expected ${INSTANT_EXPECTED}, found ${text}`);
  return instant;
}
