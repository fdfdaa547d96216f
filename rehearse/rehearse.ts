import { type Definition, isFollowUp } from '../core/contracts/definition.ts';
import type { MessageDispatched } from '../core/contracts/dispatch.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { InstallationSettings } from '../core/contracts/settings.ts';
import { listDefinitionKeys } from '../core/follow-up.ts';
import type { Log } from '../core/ports.ts';
import { createMessageRecorder, type MessageRecorder } from './message-recorder.ts';
import { createPlayback, type Playback } from './playback.ts';
import { readRecording } from './read-recording.ts';
import type { ReadRecording, RecordingChunk } from './recording-batch.ts';
import {
  createTally,
  type Rehearsal,
  type RehearsalTally,
  readCampaignOutcomes,
  readUserOutcomes,
} from './rehearsal.ts';

/** The events, campaigns and span of a rehearsal. */
export interface RehearsalSettings {
  readonly campaigns: readonly Definition[];
  /** Opens the recording. Called a second time if its events are not in order. The chunks may be transferred to a thread. */
  readonly events: () => AsyncIterable<RecordingChunk>;
  /** The function that reads the recording. Absent, it is read in this thread. */
  readonly read?: ReadRecording;
  /** The instant at which the campaigns are published. Absent, it is that of the first event. */
  readonly from?: Instant;
  /** The instant at which the rehearsal ends. Absent, it ends when nothing is waiting. */
  readonly until?: Instant;
  /** The time zone of the company, for users whose own is not known (R21). Absent, it is that of the settings, or UTC. */
  readonly companyZone?: string;
  /** The settings of the installation. Absent, nothing is set. */
  readonly installationSettings?: InstallationSettings;
  /** The result lists the decisions of every user, too. */
  readonly needsUsers?: boolean;
  /** The result lists the messages, too. */
  readonly needsMessages?: boolean;
  readonly log: Log;
  /** Receives every message that leaves. */
  readonly onMessage?: (message: MessageDispatched) => void;
  readonly onProgress?: (events: number) => void;
}

/** Plays recorded events against campaigns at the times of the events. Events in order are played as they are read; others are sorted first. */
export async function rehearse(settings: RehearsalSettings): Promise<Rehearsal> {
  const rehearsal = (await rehearseOnce(settings, false)) ?? (await rehearseOnce(settings, true));
  if (rehearsal === undefined) throw new Error('rehearse: expected sorted events to be in order');
  return rehearsal;
}

/** Plays the recording once; returns undefined if its events are found not to be in order. */
async function rehearseOnce(settings: RehearsalSettings, needsSorting: boolean): Promise<Rehearsal | undefined> {
  const {
    campaigns,
    until = Number.POSITIVE_INFINITY,
    from,
    needsUsers = false,
    read = readRecording,
    onProgress,
  } = settings;
  const keys = new Set(campaigns.filter(isFollowUp).flatMap(listDefinitionKeys));
  const tally = createTally(needsUsers);
  const recorder = settings.needsMessages ? createMessageRecorder() : undefined;
  let playback: Playback | undefined;
  let last = Number.NEGATIVE_INFINITY;
  for await (const batch of read(settings.events(), { keys, until, needsUsers, needsSorting })) {
    tally.add(batch);
    if (batch.span !== undefined) {
      if (batch.span.first < last || !batch.span.isInOrder) return undefined;
      last = batch.span.last;
      playback ??= startPlayback(batch.span.first, settings, recorder);
    }
    await playback?.play(batch.relevantEvents);
    onProgress?.(tally.events);
  }
  playback ??= startPlayback(from ?? settings.until ?? 0, settings, recorder);
  await playback.advanceTo(last);
  return { ...(await createReport(playback, settings, tally)), ...(recorder && { messages: recorder.messages }) };
}

function startPlayback(
  first: Instant,
  { campaigns, from = first, companyZone, installationSettings, log, onMessage }: RehearsalSettings,
  recorder: MessageRecorder | undefined,
): Playback {
  const settings = { ...installationSettings, ...(companyZone && { companyZone }) };
  const playback = { campaigns, clockStart: Math.min(first, from), publishAt: from, settings };
  if (recorder === undefined) return createPlayback({ ...playback, log, ...(onMessage && { onMessage }) });
  return createPlayback({
    ...playback,
    log: {
      ...log,
      logDecisions(key, decisions) {
        recorder.noteDecisions(key, decisions);
        log.logDecisions(key, decisions);
      },
    },
    onMessage(message) {
      recorder.noteMessage(message);
      onMessage?.(message);
    },
  });
}

async function createReport(
  playback: Playback,
  settings: RehearsalSettings,
  tally: RehearsalTally,
): Promise<Rehearsal> {
  const until = await playback.finish(settings.until);
  const { services } = playback;
  return {
    from: playback.publishAt,
    until,
    events: tally.events,
    accepted: tally.accepted,
    leftOut: tally.leftOut,
    refused: tally.refused(),
    campaigns: await readCampaignOutcomes(settings.campaigns, services),
    ...(settings.needsUsers ? { users: await readUserOutcomes(tally, services) } : {}),
  };
}
