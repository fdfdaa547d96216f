import { type Acted, publishCampaign, saveCampaign } from '../api/publishing.ts';
import type { Definition } from '../core/contracts/definition.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { EntryResult, Log, Services } from '../core/ports.ts';
import { type Machine, openMachine } from './machine.ts';
import type { Recorded } from './recorded.ts';

/** What is played, and when the campaigns are published. */
export interface PlaybackSettings {
  readonly campaigns: readonly Definition[];
  /** When time begins: at the first event, or at the publication where that is earlier. */
  readonly clockStart: Instant;
  readonly publishAt: Instant;
  readonly log: Log;
  readonly onResult: (event: Recorded, result: EntryResult) => unknown;
}

/** A machine whose clock goes by the events that are played to it. */
export interface Playback {
  readonly machine: Machine;
  readonly publishAt: Instant;
  /** Plays events that stand in the order of their time: before each, everything that falls due by then is done. */
  play(events: readonly Recorded[]): Promise<void>;
  /** Lets time pass until an instant, or until nothing waits any more; answers when that was. */
  end(until: Instant | undefined): Promise<Instant>;
}

/** Opens a machine that keeps nothing, to play recorded events on. */
export function openPlayback({ campaigns, clockStart, publishAt, log, onResult }: PlaybackSettings): Playback {
  const machine = openMachine({ directory: ':memory:', clockStart, log });
  const { manualClock: clock } = machine;
  if (clock === undefined) throw new Error('playback: expected a manual clock');
  let isPublished = false;

  const publishBy = async (at: Instant): Promise<void> => {
    if (isPublished || at < publishAt) return;
    await machine.advanceTo(Math.max(publishAt, clock.now()));
    for (const definition of campaigns) await publishNow(definition, machine.services);
    isPublished = true;
  };
  const isNext = ({ at }: Recorded): boolean =>
    (isPublished || at < publishAt) && (machine.nextAt() ?? Number.POSITIVE_INFINITY) > at;

  return {
    machine,
    publishAt,
    async play(events) {
      let next = 0;
      let drawn: Recorded | undefined;
      const draw = (): unknown => {
        drawn = events[next];
        if (drawn === undefined || !isNext(drawn)) return undefined;
        if (drawn.at !== clock.now()) clock.moveTo(drawn.at);
        next += 1;
        return drawn.entry;
      };
      for (let event = events[next]; event !== undefined; event = events[next]) {
        await publishBy(event.at);
        await machine.advanceTo(event.at);
        await machine.bus.play(draw, (result) => drawn !== undefined && onResult(drawn, result));
      }
    },
    async end(until) {
      await publishBy(Math.max(publishAt, clock.now()));
      const last = (): Instant | undefined => until ?? machine.nextAt();
      for (let at = last(); at !== undefined && at > clock.now(); at = last()) await machine.advanceTo(at);
      return clock.now();
    },
  };
}

async function publishNow(definition: Definition, services: Services): Promise<void> {
  accepted(await saveCampaign(definition, 'rehearsal', services));
  accepted(await publishCampaign(definition.id, { by: 'rehearsal', services, publishAhead: 0 }));
}

function accepted(acted: Acted): void {
  if (!('campaign' in acted)) throw new Error(acted.message);
}
