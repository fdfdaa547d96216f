import type { Bus, Clock, Log, Services } from '../../core/ports.ts';
import { awsAnnouncer } from './announcer.ts';
import type { Clients } from './asks.ts';
import { pause } from './backoff.ts';
import { awsBus } from './bus.ts';
import { awsCampaigns } from './campaigns.ts';
import { type AwsCounts, awsCounts } from './counts.ts';
import { awsEndings, type Endings } from './endings.ts';
import { awsFollowUps } from './follow-ups.ts';
import { awsListeners } from './listeners.ts';
import type { Meter } from './meter.ts';
import { awsOutbox } from './outbox.ts';
import { awsProfiles } from './profiles.ts';
import { putEvents } from './put-events.ts';
import { awsRefusals } from './refusals.ts';
import { awsRows } from './rows.ts';
import { type AwsSeats, awsSeats } from './seats.ts';
import { Table } from './table.ts';
import { awsTriggers, type Triggers } from './triggers.ts';
import { waveMachine } from './wave-machine.ts';
import { type AwsWaves, awsWaves } from './waves.ts';

/** Where an installation's things are. A Lambda is told only of those it may use; the others are never asked. */
export interface Places {
  readonly connectors: string;
  readonly publications: string;
  readonly enrollments: string;
  readonly profiles: string;
  readonly refused: string;
  readonly busName: string;
  readonly waveMachineArn: string;
  readonly refusedQueueUrl: string;
  readonly endingsQueueUrl: string;
  readonly triggersQueueUrl: string;
}

/** The world on AWS. */
export interface AwsServices extends Services {
  readonly waves: AwsWaves;
  readonly seats: AwsSeats;
  readonly counts: AwsCounts;
  readonly bus: Bus;
  readonly endings: Endings;
  readonly triggers: Triggers;
}

/** What the world on AWS stands on. */
export interface AwsDeps {
  readonly clients: Clients;
  readonly places: Places;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
  /** Whether every decision is told on the bus, too: it costs. */
  readonly tellsEnrollments: boolean;
}

/** Puts the aws adapters together. */
export function awsServices({ clients, places, clock, log, meter, tellsEnrollments }: AwsDeps): AwsServices {
  const { documents, queues } = clients;
  const table = (name: string) => new Table(documents, name);
  const [connectors, publications] = [table(places.connectors), table(places.publications)];
  const enrollments = table(places.enrollments);
  const put = putEvents(clients.events);
  const refusals = awsRefusals({
    refused: table(places.refused),
    queues,
    queueUrl: places.refusedQueueUrl,
    clock,
    meter,
  });
  return {
    clock,
    log,
    listeners: awsListeners(connectors),
    followUps: awsFollowUps(publications),
    campaigns: awsCampaigns({ documents, publications, connectors }),
    rows: awsRows(enrollments, clock),
    waves: awsWaves({ enrollments, machine: waveMachine(clients.waves, places.waveMachineArn), clock, meter }),
    seats: awsSeats(enrollments, clock),
    profiles: awsProfiles(table(places.profiles)),
    outbox: awsOutbox(put, places.busName),
    announcer: awsAnnouncer({ put, busName: places.busName, tellsEnrollments, log }),
    counts: awsCounts({ documents, enrollments, meter }),
    refusals,
    endings: awsEndings(queues, places.endingsQueueUrl),
    triggers: awsTriggers({ queues, queueUrl: places.triggersQueueUrl, clock }),
    bus: awsBus({ put, busName: places.busName, refusals, clock }),
    // DynamoDB has no commit to share: each write stands by itself, and the rules are made for that.
    together: (work) => work(),
    giveWay: pause,
  };
}
