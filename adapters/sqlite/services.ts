import type { Clock, Log, Services } from '../../core/ports.ts';
import { localCampaigns } from './campaigns.ts';
import { heldRows } from './held-rows.ts';
import { type LocalOutbox, localCounts, localOutbox, localProfiles, localRefusals } from './records.ts';
import { localRows } from './rows.ts';
import { localSeats } from './seats.ts';
import type { Store } from './store.ts';
import { type LocalWaves, localWaves } from './waves.ts';

/** The world on one machine: every port over one embedded store. */
export interface LocalServices extends Services {
  readonly waves: LocalWaves;
  readonly outbox: LocalOutbox;
  /** Does a part of a piece of work done together; where it throws, what it wrote is undone, and nothing else. */
  isolated<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Puts the local adapters together. */
export function localServices(store: Store, { clock, log }: { clock: Clock; log: Log }): LocalServices {
  return {
    clock,
    log,
    ...localCampaigns(store),
    rows: heldRows(store, localRows(store, clock)),
    waves: localWaves(store),
    seats: localSeats(store),
    profiles: localProfiles(store),
    outbox: localOutbox(store, clock),
    // Nobody listens on the bus of one machine: it answers what is asked.
    announcer: { tellsEnrollments: false, tell: async () => undefined },
    counts: localCounts(store),
    refusals: localRefusals(store, clock),
    together: (work) => store.together(work),
    isolated: (work) => store.isolated(work),
    // One process: whoever came second is alone by now.
    giveWay: async () => undefined,
  };
}
