import { formatInstant, type Instant, parseInstant } from '../../core/contracts/instant.ts';
import type { InstallationSettings } from '../../core/contracts/settings.ts';
import type { Log } from '../../core/ports.ts';
import type { RehearsalComparison } from '../../rehearse/compare-rehearsals.ts';
import type { Rehearsal } from '../../rehearse/rehearsal.ts';
import { type RehearsalSettings, rehearse } from '../../rehearse/rehearse.ts';
import { rehearseVersions } from '../../rehearse/rehearse-versions.ts';
import { formatCsv } from '../parts/format-csv.ts';
import { createPlayedDecisions, listDifferences, type PlayedDecisions } from './played-rehearsal.ts';
import { type ReadVersion, readCampaignTexts, readInstallationSettings, readVersion } from './read-campaign-texts.ts';
import {
  DIFFERENCES,
  type ExportFormat,
  type InboxDispatch,
  type RehearsalCallName,
  type RehearsalCalls,
  type RehearsalInput,
  type RehearsalProgress,
  type RehearsalSummary,
  type WorkerCall,
  type WorkerReply,
} from './rehearsal-calls.ts';

/** The time in milliseconds between two reports of how far a rehearsal is. */
const PROGRESS_INTERVAL_MS = 100;

type PlayedVersion = Exclude<ReadVersion, { readonly faults: readonly string[] }>;

/** A rehearsal that was played, kept to answer further calls about it. */
interface PlayedRehearsal {
  readonly settings: Omit<RehearsalSettings, 'log' | 'onProgress'>;
  readonly decisions: PlayedDecisions;
  readonly comparison?: RehearsalComparison;
}

let played: PlayedRehearsal | undefined;

type Report = (progress: RehearsalProgress) => void;
type Handlers = {
  readonly [Name in RehearsalCallName]: (
    request: RehearsalCalls[Name]['request'],
    report: Report,
  ) => Promise<RehearsalCalls[Name]['answer']>;
};

const handlers: Handlers = {
  check: async (files) => readCampaignTexts(files).findings,
  run,
  list: async ({ offset, limit, ...filter }) => getPlayed().decisions.list(filter, { offset, limit }),
  moment: async ({ at }) => getPlayed().decisions.readMoment(at),
  inbox: ({ userId, limit }) => readInbox(userId, limit),
  async differences({ difference, offset, limit }) {
    const comparison = getComparison();
    const rows = [...listDifferences(comparison, difference).drop(offset).take(limit)];
    return { rows, total: comparison[difference].length };
  },
  exportDecisions: async ({ format, ...filter }) => toFile([...getPlayed().decisions.select(filter)], format),
  async exportDifferences({ format }) {
    const comparison = getComparison();
    return toFile(
      DIFFERENCES.flatMap((name) => [...listDifferences(comparison, name)]),
      format,
    );
  },
};

self.addEventListener('message', ({ data }: MessageEvent<WorkerCall>) => answer(data));

/** Answers a call on its port. */
async function answer<Name extends RehearsalCallName>({ name, request, port }: WorkerCall<Name>): Promise<void> {
  const reply = (message: WorkerReply<RehearsalCalls[Name]['answer']>) => port.postMessage(message);
  try {
    reply({ answer: await handlers[name](request, (progress) => reply({ progress })) });
  } catch (error) {
    reply({ failed: error instanceof Error ? error.message : String(error) });
  }
}

function getPlayed(): PlayedRehearsal {
  if (played === undefined) throw new Error('rehearsal: nothing was played yet');
  return played;
}

function getComparison(): RehearsalComparison {
  const { comparison } = getPlayed();
  if (comparison === undefined) throw new Error('rehearsal: nothing was compared');
  return comparison;
}

async function run(input: RehearsalInput, report: Report): Promise<RehearsalCalls['run']['answer']> {
  const read = readInput(input);
  if ('faults' in read) return read;
  const { version, before, until } = read;
  const start = performance.now();
  const decisions = createPlayedDecisions();
  const progress = createProgress(input.events.size * (before === undefined ? 1 : 2), report);
  const events = () => readBlob(input.events, progress.addBytes);
  const settings = { ...version, events, ...(until === undefined ? {} : { until }) };
  const log: Log = { warn, logDecisions: decisions.note };
  const { rehearsal, comparison } = await play({ ...settings, log, onProgress: progress.setEvents }, before);
  played = {
    settings: { ...settings, events: () => readBlob(input.events) },
    decisions,
    ...(comparison === undefined ? {} : { comparison }),
  };
  const timeline = decisions.countTimeline(rehearsal.from, rehearsal.until);
  return { ...toSummary(rehearsal, comparison), timeline, durationMs: performance.now() - start };
}

/** Plays one version, or two to compare them. */
async function play(
  settings: RehearsalSettings,
  before: PlayedVersion | undefined,
): Promise<{ readonly rehearsal: Rehearsal; readonly comparison?: RehearsalComparison }> {
  if (before === undefined) return { rehearsal: await rehearse(settings) };
  return rehearseVersions({ ...settings, before: { ...before, log: { warn, logDecisions: () => undefined } } });
}

function warn(code: string, facts: Readonly<Record<string, unknown>>): void {
  console.warn(code, facts);
}

interface ReadInput {
  readonly version: PlayedVersion;
  readonly before?: PlayedVersion;
  readonly until?: Instant;
}

function readInput({
  version,
  before,
  installationSettings = {},
  until,
}: RehearsalInput): ReadInput | { readonly faults: readonly string[] } {
  const answered = readInstallationSettings(installationSettings);
  if ('faults' in answered) return answered;
  const after = readVersion(version, answered.settings);
  if ('faults' in after) return after;
  const end = until === undefined ? undefined : parseInstant(until);
  const common = { version: after, ...(end === undefined ? {} : { until: end }) };
  if (before === undefined) return common;
  // A version before without a campaigns.yaml is played with the settings of the version after, so that only campaigns differ.
  const old: InstallationSettings = after.installationSettings;
  const readBefore = readVersion(before, old);
  return 'faults' in readBefore ? readBefore : { ...common, before: readBefore };
}

/** Reads a blob in chunks. */
async function* readBlob(blob: Blob, onBytes?: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const reader = blob.stream().getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      onBytes?.(next.value.length);
      yield next.value;
    }
  } finally {
    await reader.cancel();
  }
}

/** Creates a progress of which a report is sent at most ten times a second. A recording that is not in order is read twice: its share begins again. */
function createProgress(size: number, report: Report) {
  let [bytes, last] = [0, 0];
  return {
    addBytes(count: number): void {
      bytes = bytes + count > size ? count : bytes + count;
    },
    setEvents(events: number): void {
      const now = performance.now();
      if (now - last < PROGRESS_INTERVAL_MS) return;
      last = now;
      report({ events, share: size === 0 ? 1 : bytes / size });
    },
  };
}

function toSummary(
  { from, until, events, accepted, leftOut, refused, campaigns }: Rehearsal,
  comparison: RehearsalComparison | undefined,
): Omit<RehearsalSummary, 'timeline' | 'durationMs'> {
  const counts = { events, accepted, leftOut, refused, campaigns };
  const summary = { from: formatInstant(from), until: formatInstant(until), ...counts };
  if (comparison === undefined) return summary;
  return { ...summary, comparison: { total: comparison.total, campaigns: comparison.campaigns } };
}

/**
 * Reads the messages of one user, oldest first. The recording is played again for them: the messages of all users would not fit into the
 * memory of a page.
 */
async function readInbox(userId: string, limit: number): Promise<RehearsalCalls['inbox']['answer']> {
  const rows: InboxDispatch[] = [];
  let total = 0;
  await rehearse({
    ...getPlayed().settings,
    log: { warn, logDecisions: () => undefined },
    onMessage({ dispatchId, campaignId, dispatchedAt, variant, messages, userId: receiver }) {
      if (receiver !== userId) return;
      total += 1;
      if (rows.length >= limit) return;
      rows.push({ dispatchId, campaignId, dispatchedAt, messages, ...(variant === undefined ? {} : { variant }) });
    },
  });
  return { rows, total };
}

const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = { csv: 'text/csv', jsonl: 'application/jsonl' };

function toFile(rows: readonly object[], format: ExportFormat): Blob {
  const text = format === 'csv' ? formatCsv(rows) : rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  return new Blob([text], { type: `${MEDIA_TYPES[format]};charset=utf-8` });
}
