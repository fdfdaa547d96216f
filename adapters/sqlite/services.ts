import type { Clock, Log, Services } from '../../core/ports.ts';
import { createBufferedRows } from './buffered-rows.ts';
import { createSqliteCampaigns } from './campaigns.ts';
import {
  createSqliteCounts,
  createSqliteOutbox,
  createSqliteProfiles,
  createSqliteRefusals,
  type SqliteOutbox,
} from './records.ts';
import { createSqliteRows } from './rows.ts';
import { createSqliteSeats } from './seats.ts';
import type { SqliteStore } from './store.ts';
import { createSqliteWaves, type SqliteWaves } from './waves.ts';

/** The world on one machine: every port over one embedded store. */
export interface SqliteServices extends Services {
  readonly waves: SqliteWaves;
  readonly outbox: SqliteOutbox;
  /** Does a part of a piece of work done together; where it throws, what it wrote is undone, and nothing else. */
  savepoint<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Puts the local adapters together. */
export function createSqliteServices(store: SqliteStore, { clock, log }: { clock: Clock; log: Log }): SqliteServices {
  return {
    clock,
    log,
    ...createSqliteCampaigns(store),
    rows: createBufferedRows(store, createSqliteRows(store, clock)),
    waves: createSqliteWaves(store),
    seats: createSqliteSeats(store),
    profiles: createSqliteProfiles(store),
    outbox: createSqliteOutbox(store, clock),
    // Nobody listens on the bus of one machine: it answers what is asked.
    announcer: { hasEnrollmentEvents: false, announce: async () => undefined },
    counts: createSqliteCounts(store),
    refusals: createSqliteRefusals(store, clock),
    transaction: (work) => store.transaction(work),
    savepoint: (work) => store.savepoint(work),
    // One process: whoever came second is alone by now.
    backoff: async () => undefined,
  };
}
