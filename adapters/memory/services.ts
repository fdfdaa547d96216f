import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
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
import { createMemoryArrivals } from './arrivals.ts';
import { createMemoryCampaigns } from './campaigns.ts';
import { createMemoryContacts } from './contacts.ts';
import { createMemoryCounts } from './counts.ts';
import { createMemoryDeliveries } from './deliveries.ts';
import { createDueUsers, type DueUsers } from './due-users.ts';
import { createMemoryErasures, type MemoryErasures } from './erasures.ts';
import { createMemoryFollowUps } from './follow-ups.ts';
import { createMemoryFrequencySlots } from './frequency-slots.ts';
import { createMemoryInboxMessages } from './inbox-messages.ts';
import { createMemoryDocument } from './installation-document.ts';
import { createMemoryListeners } from './listeners.ts';
import { createMemoryOutbox } from './outbox.ts';
import { createMemoryProfiles } from './profiles.ts';
import { createMemoryRefusals } from './refusals.ts';
import { createMemoryReporter, type MemoryReporter } from './reporter.ts';
import { createMemoryRows, createMemoryRowWalk } from './rows.ts';
import { createMemorySeats } from './seats.ts';
import { createMemorySendRate } from './send-rate.ts';
import { createMemoryStatistics } from './statistics.ts';
import { createMemorySuppressions } from './suppressions.ts';
import { createMemoryWaves, type MemoryWaves } from './waves.ts';

/** All ports of one rehearsal, over plain values in memory. */
export interface MemoryServices extends Services {
  readonly waves: MemoryWaves;
  readonly erasures: MemoryErasures;
  readonly reporter: MemoryReporter;
  readonly merges: DueUsers;
}

/** The dependencies of the memory adapters. */
export interface MemoryServicesDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Receives every message that is dispatched. */
  readonly onMessage?: (message: MessageDispatched) => void;
  /** The time zone of the company while none is set. */
  readonly defaultZone?: string | undefined;
}

/** Creates the memory adapters. Work that throws is not undone: no port promises that. */
export function createMemoryServices({
  clock,
  log,
  onMessage = () => undefined,
  defaultZone = UTC,
}: MemoryServicesDeps): MemoryServices {
  const [listeners, followUps] = [createMemoryListeners(), createMemoryFollowUps()];
  const applyLease = createMemoryDocument(clock, APPLY_LEASE_DOCUMENT);
  const publishOrder = createMemoryDocument(clock, PUBLISH_ORDER_DOCUMENT);
  const rows = createMemoryRows();
  return {
    clock,
    log,
    listeners,
    followUps,
    campaigns: createMemoryCampaigns({ listeners, followUps, applyLease, publishOrder }),
    applyLease,
    publishOrder,
    pauses: createMemoryDocument(clock, createPauseDocument({ startsPaused: false })),
    settings: { ...createMemoryDocument(clock, SETTINGS_DOCUMENT), defaultZone },
    frequencySlots: createMemoryFrequencySlots(),
    rows,
    waves: createMemoryWaves(),
    seats: createMemorySeats(),
    profiles: createMemoryProfiles(),
    deliveries: createMemoryDeliveries(),
    inboxMessages: createMemoryInboxMessages(clock),
    senderChannels: new Set(),
    contacts: createMemoryContacts(),
    suppressions: createMemorySuppressions(),
    sendRate: createMemorySendRate(),
    outbox: createMemoryOutbox(onMessage),
    reporter: createMemoryReporter(),
    announcer: silentAnnouncer,
    counts: createMemoryCounts(),
    statistics: createMemoryStatistics(),
    recounts: createMemoryDocument(clock, RECOUNT_DOCUMENT),
    rowWalk: createMemoryRowWalk(rows),
    arrivals: createMemoryArrivals(clock),
    refusals: createMemoryRefusals(),
    erasures: createMemoryErasures(),
    merges: createDueUsers(),
    mergeHistory: createMemoryDocument(clock, MERGE_HISTORY_DOCUMENT),
    transaction: (work) => work(),
    backoff: async () => undefined,
  };
}
