import type { Channel } from '../../core/contracts/definition.ts';
import { MINUTE, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { UTC } from '../../core/contracts/time-zone.ts';
import type { Bus, Clock, Log, Services } from '../../core/ports.ts';
import {
  APPLY_LEASE_DOCUMENT,
  createPauseDocument,
  MERGE_HISTORY_DOCUMENT,
  PUBLISH_ORDER_DOCUMENT,
  RECOUNT_DOCUMENT,
  SETTINGS_DOCUMENT,
} from '../../core/stored/installation-documents.ts';
import { createAwsAnnouncer } from './announcer.ts';
import { type Backoff, backoff as waitForRandomTime } from './backoff.ts';
import { createAwsBus } from './bus.ts';
import { createAwsCampaigns } from './campaigns.ts';
import { type CancelWaitsQueue, createCancelWaitsQueue } from './cancel-waits-queue.ts';
import type { AwsClients, QueuesClient } from './client-interfaces.ts';
import { createAwsContacts } from './contacts.ts';
import { type AwsCounts, createAwsCounts } from './counts.ts';
import { createDeadLetters, type DeadLetters } from './dead-letters.ts';
import { type AwsDeliveries, createAwsDeliveries } from './deliveries.ts';
import { createAwsErasures } from './erasures.ts';
import { createAwsFollowUps } from './follow-ups.ts';
import { createAwsFrequencySlots } from './frequency-slots.ts';
import { createAwsInboxMessages } from './inbox-messages.ts';
import { createInputQueue, type InputQueue } from './input-queue.ts';
import { createAwsDocument } from './installation-document.ts';
import { createAwsListeners } from './listeners.ts';
import { createAwsMerges } from './merges.ts';
import type { Meter } from './meter.ts';
import { createAwsMissed, type Missed } from './missed.ts';
import { createAwsOutbox } from './outbox.ts';
import { createAwsProfiles } from './profiles.ts';
import { createPutEvent } from './put-events.ts';
import { createAwsRefusals } from './refusals.ts';
import { createAwsReporter } from './reporter.ts';
import { createAwsRowWalk } from './row-walk.ts';
import { createAwsRows } from './rows.ts';
import { type AwsSeats, createAwsSeats } from './seats.ts';
import { createSendToBus, createSendToQueues } from './send-event.ts';
import { createAwsSendRate } from './send-rate.ts';
import { type AwsStatistics, createAwsStatistics } from './statistics.ts';
import { createAwsSuppressions } from './suppressions.ts';
import { Table } from './table.ts';
import { createAwsTriggerQueue, type TriggerQueue } from './trigger-queue.ts';
import { createWaveExecutions } from './wave-executions.ts';
import { type AwsWaves, createAwsWaves } from './waves.ts';

/** The names and addresses of the deployed resources. A function knows only those that it may use. */
export interface ResourceNames {
  readonly connectors: string;
  readonly publications: string;
  readonly enrollments: string;
  readonly profiles: string;
  readonly contacts: string;
  readonly refused: string;
  readonly deliveries: string;
  readonly busName: string;
  readonly waveMachineArn: string;
  readonly refusedQueueUrl: string;
  readonly cancelWaitsQueueUrl: string;
  readonly triggerQueueUrl: string;
  readonly inputQueueUrl: string;
  readonly erasureQueueUrl: string;
  readonly eventsQueueUrl: string;
  readonly profilesQueueUrl: string;
  readonly unsentQueueUrl: string;
}

/** The time for which a function uses the pauses that it read: a wave reads them every few seconds, not for each user. */
const PAUSES_CACHE_DURATION: TimeSpan = 5 * SECOND;
/** The time for which a function uses the settings that it read. */
const SETTINGS_CACHE_DURATION: TimeSpan = MINUTE;
/** The time for which a function uses the state of the recounts that it read. A recount waits for longer before it reads rows. */
const RECOUNT_CACHE_DURATION: TimeSpan = MINUTE;

/**
 * The time for which a function uses the history of merges that it read: an event of a user without a row costs no read of its own. The
 * first merge of an installation waits for longer.
 */
const MERGE_HISTORY_CACHE_DURATION: TimeSpan = MINUTE;

/** All ports over AWS. */
export interface AwsServices extends Services {
  readonly waves: AwsWaves;
  readonly seats: AwsSeats;
  readonly counts: AwsCounts;
  readonly statistics: AwsStatistics;
  readonly deliveries: AwsDeliveries;
  readonly bus: Bus;
  readonly cancelWaitsQueue: CancelWaitsQueue;
  readonly triggerQueue: TriggerQueue;
  readonly inputQueue: InputQueue;
  readonly missed: Missed;
  /** The dead letters of a sender. */
  readonly deadLetters: DeadLetters;
  /** The client of SQS, for the dead-letter queues that operators look at. */
  readonly queues: QueuesClient;
}

/** The dependencies of the AWS adapters. */
export interface AwsServicesDeps {
  readonly clients: AwsClients;
  readonly resourceNames: ResourceNames;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
  /** True if every decision is announced on the bus, which costs. */
  readonly hasEnrollmentEvents: boolean;
  /** True if an installation in which nothing was ever paused or resumed is paused (R92). */
  readonly startsPaused?: boolean;
  /** The time zone of the company while none is set. */
  readonly defaultZone?: string | undefined;
  /** True if events that come over HTTP go to the bus; otherwise they go to their queues directly, which costs a fraction. */
  readonly eventsOnBus: boolean;
  /** The channels that have a sender; none if absent. */
  readonly senderChannels?: ReadonlySet<Channel>;
  /** Reads the key of the hashes under which refusals outlive deleted users (R84). A function that has no access to it has none. */
  readonly readSuppressionKey?: () => Promise<string>;
  /** Waits before a writer whom another one overtook tries again; a random time if absent. */
  readonly backoff?: Backoff;
}

/** Creates the AWS adapters. */
export function createAwsServices({
  clients,
  resourceNames,
  clock,
  log,
  meter,
  hasEnrollmentEvents,
  startsPaused = false,
  defaultZone = UTC,
  eventsOnBus,
  senderChannels = new Set(),
  readSuppressionKey = refuseSuppressionKey,
  backoff = waitForRandomTime,
}: AwsServicesDeps): AwsServices {
  const { documents, queues } = clients;
  const table = (name: string) => new Table(documents, name);
  const [connectors, publications] = [table(resourceNames.connectors), table(resourceNames.publications)];
  const enrollments = table(resourceNames.enrollments);
  const [profiles, contacts] = [table(resourceNames.profiles), table(resourceNames.contacts)];
  const deliveries = table(resourceNames.deliveries);
  const put = createPutEvent(clients.events);
  const refusals = createAwsRefusals({
    refused: table(resourceNames.refused),
    queues,
    queueUrl: resourceNames.refusedQueueUrl,
    clock,
    meter,
  });
  const missed = createAwsMissed({ documents, enrollments, clock, meter, log });
  return {
    clock,
    log,
    listeners: createAwsListeners(connectors),
    followUps: createAwsFollowUps(publications),
    campaigns: createAwsCampaigns({ documents, publications, connectors }),
    pauses: createAwsDocument({
      table: publications,
      clock,
      kind: createPauseDocument({ startsPaused }),
      maxAge: PAUSES_CACHE_DURATION,
    }),
    settings: {
      ...createAwsDocument({ table: publications, clock, kind: SETTINGS_DOCUMENT, maxAge: SETTINGS_CACHE_DURATION }),
      defaultZone,
    },
    applyLease: createAwsDocument({ table: publications, clock, kind: APPLY_LEASE_DOCUMENT, maxAge: 0 }),
    publishOrder: createAwsDocument({ table: publications, clock, kind: PUBLISH_ORDER_DOCUMENT, maxAge: 0 }),
    rows: createAwsRows(enrollments, clock),
    frequencySlots: createAwsFrequencySlots(enrollments, clock),
    waves: createAwsWaves({
      enrollments,
      executions: createWaveExecutions(clients.executions, resourceNames.waveMachineArn),
      clock,
      meter,
    }),
    seats: createAwsSeats(enrollments, clock),
    profiles: createAwsProfiles({ profiles, clock, backoff }),
    senderChannels,
    queues,
    deadLetters: createDeadLetters(queues, resourceNames.unsentQueueUrl),
    contacts: createAwsContacts(contacts, backoff),
    suppressions: createAwsSuppressions({ contacts, readKey: readSuppressionKey, backoff }),
    deliveries: createAwsDeliveries({ documents, deliveries, clock, backoff }),
    sendRate: createAwsSendRate(deliveries, backoff),
    inboxMessages: createAwsInboxMessages(deliveries, clock),
    outbox: createAwsOutbox(put, resourceNames.busName),
    announcer: createAwsAnnouncer({ put, busName: resourceNames.busName, hasEnrollmentEvents, log }),
    reporter: createAwsReporter(put, resourceNames.busName),
    counts: createAwsCounts({ documents, enrollments, meter }),
    statistics: createAwsStatistics({ documents, enrollments, clock, backoff }),
    recounts: createAwsDocument({ table: publications, clock, kind: RECOUNT_DOCUMENT, maxAge: RECOUNT_CACHE_DURATION }),
    rowWalk: createAwsRowWalk({ documents, enrollments, log }),
    refusals,
    erasures: createAwsErasures({
      profiles,
      queues,
      queueUrl: resourceNames.erasureQueueUrl,
      clock,
    }),
    mergeHistory: createAwsDocument({
      table: profiles,
      clock,
      kind: MERGE_HISTORY_DOCUMENT,
      maxAge: MERGE_HISTORY_CACHE_DURATION,
    }),
    merges: createAwsMerges({ queues, queueUrl: resourceNames.erasureQueueUrl, clock }),
    cancelWaitsQueue: createCancelWaitsQueue(queues, resourceNames.cancelWaitsQueueUrl),
    inputQueue: createInputQueue({ queues, queueUrl: resourceNames.inputQueueUrl, clock }),
    triggerQueue: createAwsTriggerQueue({ queues, queueUrl: resourceNames.triggerQueueUrl, clock }),
    missed,
    arrivals: missed,
    bus: createAwsBus({
      send: eventsOnBus
        ? createSendToBus(put, resourceNames.busName)
        : createSendToQueues({ ...resourceNames, queues, clock }),
      busName: resourceNames.busName,
      refusals,
      clock,
    }),
    // DynamoDB has no commit to share: each write is separate, and the rules allow for that.
    transaction: (work) => work(),
    backoff,
  };
}

async function refuseSuppressionKey(): Promise<string> {
  throw new Error('key of the hashes of addresses: this function has no access to it');
}
