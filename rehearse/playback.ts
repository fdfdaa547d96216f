import { createMemoryServices } from '../adapters/memory/services.ts';
import type { Definition } from '../core/contracts/definition.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { Log, Services } from '../core/ports.ts';
import { callWave } from '../engine/call-wave.ts';
import { handleEventDirectly } from '../engine/handle-event-directly.ts';
import { publishAll } from './publish-all.ts';
import type { RecordedEvent } from './recording-batch.ts';

/** What is played, and when the campaigns are published. */
export interface PlaybackSettings {
  readonly campaigns: readonly Definition[];
  /** When time begins: at the first event, or at the publication where that is earlier. */
  readonly clockStart: Instant;
  readonly publishAt: Instant;
  readonly log: Log;
}

/** A world whose time goes by the events that are played in it. */
export interface Playback {
  readonly services: Services;
  readonly publishAt: Instant;
  /** Plays events that stand in the order of their time: before each, everything that falls due by then is done. */
  play(events: readonly RecordedEvent[]): Promise<void>;
  /** Lets time pass until an instant, if that is not past. */
  advanceTo(instant: Instant): Promise<void>;
  /** Lets time pass until an instant, or until nothing waits any more; answers when that was. */
  finish(until: Instant | undefined): Promise<Instant>;
}

/** Opens a world that keeps nothing, to play recorded events in. */
export function createPlayback({ campaigns, clockStart, publishAt, log }: PlaybackSettings): Playback {
  let now = clockStart;
  let isPublished = false;
  const services = createMemoryServices({ clock: { now: () => now }, log });
  const { waves } = services;

  const advanceTo = async (instant: Instant): Promise<void> => {
    for (let call = waves.takeDueCall(instant); call !== undefined; call = waves.takeDueCall(instant)) {
      now = Math.max(now, call.at);
      await callWave(call, services);
    }
    now = Math.max(now, instant);
  };
  const publishBy = async (instant: Instant): Promise<void> => {
    if (isPublished || instant < publishAt) return;
    await advanceTo(publishAt);
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
      }
    },
    async finish(until) {
      await publishBy(Math.max(publishAt, now));
      const last = (): Instant | undefined => until ?? waves.nextCallAt();
      for (let at = last(); at !== undefined && at > now; at = last()) await advanceTo(at);
      return now;
    },
  };
}
