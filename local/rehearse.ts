import type { Readable } from 'node:stream';
import type { Definition } from '../core/contracts/definition.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { Log } from '../core/ports.ts';
import { heardBy } from './heard.ts';
import { openPlayback, type Playback } from './playback.ts';
import { type Recorded, userOf } from './recorded.ts';
import { asRecorded, inOrder } from './recording.ts';
import { campaignOutcomes, newTally, type Rehearsal, type Tally, userOutcomes } from './rehearsal.ts';

/** Which events are played against which campaigns, and for how long. */
export interface RehearsalSettings {
  readonly campaigns: readonly Definition[];
  /** Opens the recording; asked twice where its events are not in order. */
  readonly events: () => Readable;
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
  const rehearsal = (await perform(settings, asRecorded)) ?? (await perform(settings, inOrder));
  if (rehearsal === undefined) throw new Error('rehearse: expected sorted events to be in order');
  return rehearsal;
}

/** One performance; undefined where the events turn out not to be in order. */
async function perform(settings: RehearsalSettings, read: typeof inOrder): Promise<Rehearsal | undefined> {
  const { until = Number.POSITIVE_INFINITY, from, onProgress } = settings;
  const tally = newTally();
  const isHeard = heardBy(settings.campaigns);
  let playback: Playback | undefined;
  let last = Number.NEGATIVE_INFINITY;
  try {
    for await (const batch of read(settings.events(), tally.refuse)) {
      const events = batch.filter(({ at }) => at <= until);
      tally.leftOut += batch.length - events.length;
      if (!follows(last, events)) return undefined;
      last = events.at(-1)?.at ?? last;
      playback ??= events[0] && begin(events[0].at, settings, tally);
      await playback?.play(events.filter(({ entry }) => isHeard(entry)));
      keep(events, settings, tally);
      onProgress?.(tally.played);
    }
    playback ??= begin(from ?? settings.until ?? 0, settings, tally);
    if (last > playback.machine.services.clock.now()) await playback.machine.advanceTo(last);
    return await report(playback, settings, tally);
  } finally {
    await playback?.machine.close();
  }
}

function begin(first: Instant, { campaigns, from = first, log }: RehearsalSettings, tally: Tally): Playback {
  return openPlayback({
    campaigns,
    clockStart: Math.min(first, from),
    publishAt: from,
    log,
    onResult: ({ line }, result) => {
      if (!('errorMessage' in result)) return;
      tally.refusedInPlay += 1;
      tally.refuse(line, result.errorMessage);
    },
  });
}

function follows(last: Instant, events: readonly Recorded[]): boolean {
  let before = last;
  for (const { at } of events) {
    if (at < before) return false;
    before = at;
  }
  return true;
}

function keep(events: readonly Recorded[], { listsUsers }: RehearsalSettings, tally: Tally): void {
  tally.played += events.length;
  if (!listsUsers) return;
  for (const { entry } of events) {
    const userId = userOf(entry);
    if (userId !== undefined) tally.users.add(userId);
  }
}

async function report(playback: Playback, settings: RehearsalSettings, tally: Tally): Promise<Rehearsal> {
  const until = await playback.end(settings.until);
  const { services } = playback.machine;
  return {
    from: playback.publishAt,
    until,
    events: tally.played,
    accepted: tally.played - tally.refusedInPlay,
    leftOut: tally.leftOut,
    refused: tally.refused(),
    campaigns: await campaignOutcomes(settings.campaigns, services),
    ...(settings.listsUsers ? { users: await userOutcomes(tally.users, services) } : {}),
  };
}
