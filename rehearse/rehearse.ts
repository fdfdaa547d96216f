import { type Definition, isFollowUp } from '../core/contracts/definition.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { keysOfDefinition } from '../core/follow-up.ts';
import type { Log } from '../core/ports.ts';
import type { Piece, ReadRecording } from './batch.ts';
import { openPlayback, type Playback } from './playback.ts';
import { readRecording } from './read-recording.ts';
import { campaignOutcomes, newTally, type Rehearsal, type Tally, userOutcomes } from './rehearsal.ts';

/** Which events are played against which campaigns, and for how long. */
export interface RehearsalSettings {
  readonly campaigns: readonly Definition[];
  /** Opens the recording, whose pieces are given away; called twice where its events are not in order. */
  readonly events: () => AsyncIterable<Piece>;
  /** Reads the recording; absent: here, between playing. */
  readonly read?: ReadRecording;
  /** When the campaigns are published; absent: at the first event. */
  readonly from?: Instant;
  /** When the rehearsal ends; absent: when nothing waits any more. */
  readonly until?: Instant;
  /** Every user's decisions are listed too. */
  readonly listsUsers?: boolean;
  readonly log: Log;
  readonly onProgress?: (events: number) => void;
}

/** Plays recorded events against campaigns in the events' own time. Events in order are played as they are read; others are sorted first. */
export async function rehearse(settings: RehearsalSettings): Promise<Rehearsal> {
  const rehearsal = (await perform(settings, false)) ?? (await perform(settings, true));
  if (rehearsal === undefined) throw new Error('rehearse: expected sorted events to be in order');
  return rehearsal;
}

/** One performance; undefined where the events turn out not to be in order. */
async function perform(settings: RehearsalSettings, sorts: boolean): Promise<Rehearsal | undefined> {
  const {
    campaigns,
    until = Number.POSITIVE_INFINITY,
    from,
    listsUsers = false,
    read = readRecording,
    onProgress,
  } = settings;
  const keys = new Set(campaigns.filter(isFollowUp).flatMap(keysOfDefinition));
  const tally = newTally();
  let playback: Playback | undefined;
  let last = Number.NEGATIVE_INFINITY;
  for await (const batch of read(settings.events(), { keys, until, listsUsers, sorts })) {
    tally.add(batch);
    if (batch.span !== undefined) {
      if (batch.span.first < last || !batch.span.isInOrder) return undefined;
      last = batch.span.last;
      playback ??= begin(batch.span.first, settings);
    }
    await playback?.play(batch.heard);
    onProgress?.(tally.events);
  }
  playback ??= begin(from ?? settings.until ?? 0, settings);
  await playback.advanceTo(last);
  return report(playback, settings, tally);
}

function begin(first: Instant, { campaigns, from = first, log }: RehearsalSettings): Playback {
  return openPlayback({
    campaigns,
    clockStart: Math.min(first, from),
    publishAt: from,
    log,
  });
}

async function report(playback: Playback, settings: RehearsalSettings, tally: Tally): Promise<Rehearsal> {
  const until = await playback.end(settings.until);
  const { services } = playback;
  return {
    from: playback.publishAt,
    until,
    events: tally.events,
    accepted: tally.accepted,
    leftOut: tally.leftOut,
    refused: tally.refused(),
    campaigns: await campaignOutcomes(settings.campaigns, services),
    ...(settings.listsUsers ? { users: await userOutcomes(tally.users, services) } : {}),
  };
}
