import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { Clock, Log, Services } from '../../core/ports.ts';
import { silentAnnouncer } from './announcer.ts';
import { createMemoryCampaigns } from './campaigns.ts';
import { createMemoryCounts } from './counts.ts';
import { createMemoryFollowUps } from './follow-ups.ts';
import { createMemoryListeners } from './listeners.ts';
import { createMemoryOutbox } from './outbox.ts';
import { createMemoryProfiles } from './profiles.ts';
import { createMemoryRefusals } from './refusals.ts';
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
  const [listeners, followUps] = [createMemoryListeners(), createMemoryFollowUps()];
  return {
    clock,
    log,
    listeners,
    followUps,
    campaigns: createMemoryCampaigns({ listeners, followUps }),
    rows: createMemoryRows(),
    waves: createMemoryWaves(),
    seats: createMemorySeats(),
    profiles: createMemoryProfiles(),
    outbox: createMemoryOutbox(onMessage),
    announcer: silentAnnouncer,
    counts: createMemoryCounts(),
    refusals: createMemoryRefusals(),
    transaction: (work) => work(),
    backoff: async () => undefined,
  };
}
