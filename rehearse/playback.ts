import { createMemoryServices } from '../adapters/memory/services.ts';
import type { Definition } from '../core/contracts/definition.ts';
import type { MessageDispatched } from '../core/contracts/dispatch.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { InstallationSettings } from '../core/contracts/settings.ts';
import { parseEntry } from '../core/parse-entry.ts';
import type { Log, Services } from '../core/ports.ts';
import { callWave } from '../engine/call-wave.ts';
import { eraseUser } from '../engine/erase-user.ts';
import { handleEventDirectly } from '../engine/handle-event-directly.ts';
import { mergeUserData } from '../engine/merge-user-data.ts';
import { publishAll } from './publish-all.ts';
import type { RecordedEvent } from './recording-batch.ts';

/** The campaigns to play events against, and the instant of their publication. */
export interface PlaybackSettings {
  readonly campaigns: readonly Definition[];
  /** The first instant of the clock: the first event, or the publication if it is earlier. */
  readonly clockStart: Instant;
  readonly publishAt: Instant;
  /** The settings of the installation. */
  readonly settings?: InstallationSettings;
  readonly log: Log;
  /** Receives every message that is dispatched. */
  readonly onMessage?: (message: MessageDispatched) => void;
}

/** A system in memory whose clock follows the events that are played. */
export interface Playback {
  readonly services: Services;
  readonly publishAt: Instant;
  /** Plays events that are ordered by time. Before each, everything that falls due by then is processed. */
  play(events: readonly RecordedEvent[]): Promise<void>;
  /** Moves the clock to an instant, unless that is past, and processes what falls due. */
  advanceTo(instant: Instant): Promise<void>;
  /** Moves the clock to an instant, or until nothing is waiting, and returns the instant that it reached. */
  finish(until: Instant | undefined): Promise<Instant>;
}

/** Creates a system in memory to play recorded events in. */
export function createPlayback({ settings = {}, ...playback }: PlaybackSettings): Playback {
  const { campaigns, clockStart, publishAt, log, onMessage } = playback;
  let now = clockStart;
  let isPublished = false;
  const services = createMemoryServices({ clock: { now: () => now }, log, onMessage });
  const { waves, erasures, merges, reporter } = services;

  /** Handles what the connector itself reported, as any other event. That may cause more. */
  const handleReported = async (): Promise<void> => {
    for (let entry = reporter.takeEntry(); entry !== undefined; entry = reporter.takeEntry()) {
      const parsed = parseEntry(entry, { now, entryId: String(entry.Detail['id']) });
      if ('refusal' in parsed) throw new Error(`reported entry: ${parsed.refusal.message}`);
      await handleEventDirectly(parsed.event, services);
    }
  };

  /** Continues the merges of users and the erasures of deleted ones that are due by an instant, each at its own. */
  const finishUsersUntil = async (instant: Instant): Promise<void> => {
    for (let at = merges.nextDueAt(); at !== undefined && at <= instant; at = merges.nextDueAt()) {
      now = Math.max(now, at);
      const userId = merges.takeDue(at);
      if (userId !== undefined) await mergeUserData(userId, { services, hasTimeLeft: () => true });
    }
    for (let at = erasures.nextDueAt(); at !== undefined && at <= instant; at = erasures.nextDueAt()) {
      now = Math.max(now, at);
      const userId = erasures.takeDue(at);
      if (userId !== undefined) await eraseUser(userId, { services, hasTimeLeft: () => true });
    }
  };
  const advanceTo = async (instant: Instant): Promise<void> => {
    for (let call = waves.takeDueCall(instant); call !== undefined; call = waves.takeDueCall(instant)) {
      await finishUsersUntil(call.at);
      now = Math.max(now, call.at);
      await callWave(call, services);
      await handleReported();
    }
    await finishUsersUntil(instant);
    now = Math.max(now, instant);
  };
  const publishBy = async (instant: Instant): Promise<void> => {
    if (isPublished || instant < publishAt) return;
    await advanceTo(publishAt);
    await services.settings.write({ rev: 1, settings, history: [] });
    await publishAll(campaigns, services);
    isPublished = true;
  };

  return {
    services,
    publishAt,
    advanceTo,
    async play(events) {
      for (const { at, event } of events) {
        await publishBy(at);
        await advanceTo(at);
        await handleEventDirectly(event, services);
        await handleReported();
      }
    },
    async finish(until) {
      await publishBy(Math.max(publishAt, now));
      await finishUsersUntil(now);
      const last = (): Instant | undefined => until ?? waves.nextCallAt();
      for (let at = last(); at !== undefined && at > now; at = last()) await advanceTo(at);
      return now;
    },
  };
}
