import type { Channel } from '../../core/contracts/definition.ts';
import { UTC } from '../../core/contracts/time-zone.ts';
import type { Clock, Log, Services } from '../../core/ports.ts';
import {
  APPLY_LEASE_DOCUMENT,
  createPauseDocument,
  MERGE_HISTORY_DOCUMENT,
  PUBLISH_ORDER_DOCUMENT,
  RECOUNT_DOCUMENT,
  SETTINGS_DOCUMENT,
} from '../../core/stored/installation-documents.ts';
import { silentAnnouncer } from './announcer.ts';
import { createSqliteArrivals } from './arrivals.ts';
import { createBufferedRows } from './buffered-rows.ts';
import { createSqliteCampaigns } from './campaigns.ts';
import { createSqliteContacts } from './contacts.ts';
import { createSqliteCounts } from './counts.ts';
import { createSqliteDeliveries, type SqliteDeliveries } from './deliveries.ts';
import { createSqliteErasures, type SqliteErasures } from './erasures.ts';
import { createSqliteFollowUps } from './follow-ups.ts';
import { createSqliteFrequencySlots } from './frequency-slots.ts';
import { createSqliteInbox, type Inbox } from './inbox.ts';
import { createSqliteInboxMessages } from './inbox-messages.ts';
import { createSqliteDocument } from './installation-document.ts';
import { createSqliteListeners } from './listeners.ts';
import { createSqliteMerges, type SqliteMerges } from './merges.ts';
import { createSqliteOutbox, type SqliteOutbox } from './outbox.ts';
import { createSqliteProfiles } from './profiles.ts';
import { createSqliteRefusals } from './refusals.ts';
import { createSqliteReporter, type SqliteReporter } from './reporter.ts';
import { createSqliteRowWalk } from './row-walk.ts';
import { createSqliteRows } from './rows.ts';
import { createSqliteSeats } from './seats.ts';
import { createSqliteSendRate } from './send-rate.ts';
import { createSqliteStatistics } from './statistics.ts';
import type { SqliteStore } from './store.ts';
import { createSqliteSuppressions } from './suppressions.ts';
import { createSqliteWaves, type SqliteWaves } from './waves.ts';

/** All ports over one embedded store. */
export interface SqliteServices extends Services {
  readonly waves: SqliteWaves;
  readonly deliveries: SqliteDeliveries;
  readonly outbox: SqliteOutbox;
  readonly inbox: Inbox;
  readonly erasures: SqliteErasures;
  readonly reporter: SqliteReporter;
  readonly merges: SqliteMerges;
  /** Runs a part of the work of a transaction. If it throws, its writes are undone, and no others. */
  savepoint<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** The dependencies of the SQLite adapters. */
export interface SqliteServicesDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** The time zone of the company while none is set. */
  readonly defaultZone?: string | undefined;
  /** The channels that have a sender; none by default. */
  readonly senderChannels?: ReadonlySet<Channel>;
  readonly prepareHtml?: Services['prepareHtml'];
}

/** Creates the SQLite adapters. */
export function createSqliteServices(
  store: SqliteStore,
  { clock, log, defaultZone = UTC, senderChannels = new Set(), prepareHtml }: SqliteServicesDeps,
): SqliteServices {
  const [listeners, followUps] = [createSqliteListeners(store), createSqliteFollowUps(store)];
  const deliveries = createSqliteDeliveries(store, log);
  const inbox = createSqliteInbox(store);
  const applyLease = createSqliteDocument(store, clock, APPLY_LEASE_DOCUMENT);
  const publishOrder = createSqliteDocument(store, clock, PUBLISH_ORDER_DOCUMENT);
  return {
    clock,
    log,
    listeners,
    followUps,
    campaigns: createSqliteCampaigns({ store, listeners, followUps, applyLease, publishOrder, log }),
    applyLease,
    publishOrder,
    pauses: createSqliteDocument(store, clock, createPauseDocument({ startsPaused: false })),
    settings: { ...createSqliteDocument(store, clock, SETTINGS_DOCUMENT), defaultZone },
    rows: createBufferedRows(store, createSqliteRows(store, clock)),
    frequencySlots: createSqliteFrequencySlots(store, clock),
    waves: createSqliteWaves(store, log),
    seats: createSqliteSeats(store),
    profiles: createSqliteProfiles(store, clock),
    contacts: createSqliteContacts(store),
    suppressions: createSqliteSuppressions(store),
    deliveries,
    inboxMessages: createSqliteInboxMessages(store, clock, log),
    senderChannels,
    prepareHtml,
    sendRate: createSqliteSendRate(store),
    outbox: createSqliteOutbox({ store, clock, log, deliveries, senderChannels }),
    reporter: createSqliteReporter(inbox, clock),
    announcer: silentAnnouncer,
    counts: createSqliteCounts(store),
    statistics: createSqliteStatistics(store),
    recounts: createSqliteDocument(store, clock, RECOUNT_DOCUMENT),
    rowWalk: createSqliteRowWalk(store, log),
    arrivals: createSqliteArrivals(store, clock),
    refusals: createSqliteRefusals(store, clock, log),
    inbox,
    erasures: createSqliteErasures(store, clock, inbox),
    merges: createSqliteMerges(store),
    mergeHistory: createSqliteDocument(store, clock, MERGE_HISTORY_DOCUMENT),
    transaction: (work) => store.transaction(work),
    savepoint: (work) => store.savepoint(work),
    // There is one process: by the second attempt the other writer has finished.
    backoff: async () => undefined,
  };
}
