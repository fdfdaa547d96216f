import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { Clock, Log, Services } from '../../core/ports.ts';
import { createMemoryCampaigns } from './campaigns.ts';
import { createMemoryCounts, createMemoryOutbox, createMemoryProfiles, createMemoryRefusals } from './records.ts';
import { createMemoryRows } from './rows.ts';
import { createMemorySeats } from './seats.ts';
import { createMemoryWaves, type MemoryWaves } from './waves.ts';

/** The world of one rehearsal: every port over plain values, which are gone with it. */
export interface MemoryServices extends Services {
  readonly waves: MemoryWaves;
}

/** What is outside of that world. */
export interface MemoryServicesDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Told of every message that leaves. */
  readonly onMessage?: (message: MessageDispatched) => void;
}

/** Puts the adapters in memory together. Pieces of work are not undone where they throw: no port promises that. */
export function createMemoryServices({ clock, log, onMessage = () => undefined }: MemoryServicesDeps): MemoryServices {
  return {
    clock,
    log,
    ...createMemoryCampaigns(),
    rows: createMemoryRows(),
    waves: createMemoryWaves(),
    seats: createMemorySeats(),
    profiles: createMemoryProfiles(),
    outbox: createMemoryOutbox(onMessage),
    // Nobody listens: what is asked is answered at the end.
    announcer: { hasEnrollmentEvents: false, announce: async () => undefined },
    counts: createMemoryCounts(),
    refusals: createMemoryRefusals(),
    transaction: (work) => work(),
    backoff: async () => undefined,
  };
}
