import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { Clock, Log, Services } from '../../core/ports.ts';
import { memoryCampaigns } from './campaigns.ts';
import { memoryCounts, memoryOutbox, memoryProfiles, memoryRefusals } from './records.ts';
import { memoryRows } from './rows.ts';
import { memorySeats } from './seats.ts';
import { type MemoryWaves, memoryWaves } from './waves.ts';

/** The world of one rehearsal: every port over plain values, which are gone with it. */
export interface MemoryServices extends Services {
  readonly waves: MemoryWaves;
}

/** What is outside of that world. */
export interface Outside {
  readonly clock: Clock;
  readonly log: Log;
  /** Told of every message that leaves. */
  readonly consume?: (message: MessageDispatched) => void;
}

/** Puts the adapters in memory together. Pieces of work are not undone where they throw: no port promises that. */
export function memoryServices({ clock, log, consume = () => undefined }: Outside): MemoryServices {
  return {
    clock,
    log,
    ...memoryCampaigns(),
    rows: memoryRows(),
    waves: memoryWaves(),
    seats: memorySeats(),
    profiles: memoryProfiles(),
    outbox: memoryOutbox(consume),
    // Nobody listens: what is asked is answered at the end.
    announcer: { tellsEnrollments: false, tell: async () => undefined },
    counts: memoryCounts(),
    refusals: memoryRefusals(),
    together: (work) => work(),
    giveWay: async () => undefined,
  };
}
