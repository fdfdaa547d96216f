import type { AwsClients } from '../../adapters/aws/client-interfaces.ts';
import type { ResourceNames } from '../../adapters/aws/services.ts';
import { DEAD_LETTER_QUEUES, type DeadLetterQueueName } from '../../core/contracts/dead-letter-queues.ts';
import { OPEN_WAVES_INDEX } from '../../core/contracts/tables.ts';
import { StandInDynamoDB } from './dynamodb.ts';
import type { TableShape } from './dynamodb-table.ts';
import { StandInEventBridge } from './event-bridge.ts';
import { StandInSQS } from './sqs.ts';
import { StandInStepFunctions } from './step-functions.ts';
import { type Around, Tally } from './tally.ts';

/** The names of the resources of an installation on stand-ins. */
export const RESOURCE_NAMES: ResourceNames = {
  connectors: 'connectors',
  publications: 'publications',
  enrollments: 'enrollments',
  profiles: 'profiles',
  contacts: 'contacts',
  refused: 'refused',
  deliveries: 'deliveries',
  busName: 'campaign-connector',
  waveMachineArn: 'arn:aws:states:eu-west-1:000000000000:stateMachine:waves',
  refusedQueueUrl: 'refused-queue',
  cancelWaitsQueueUrl: 'cancel-waits-queue',
  triggerQueueUrl: 'triggers-queue',
  inputQueueUrl: 'input-queue',
  erasureQueueUrl: 'erasures-queue',
  eventsQueueUrl: 'events-queue',
  unsentQueueUrl: 'unsent-queue',
  profilesQueueUrl: 'profiles-queue',
};

/** The queues whose dead letters operators see, by the name of these. What is undelivered was meant for the queue of events. */
export const SOURCE_QUEUES: Readonly<Record<DeadLetterQueueName, string>> = {
  events: RESOURCE_NAMES.eventsQueueUrl,
  triggers: RESOURCE_NAMES.triggerQueueUrl,
  profiles: RESOURCE_NAMES.profilesQueueUrl,
  'wave-status-changes': 'wave-status-queue',
  cancellations: RESOURCE_NAMES.cancelWaitsQueueUrl,
  erasures: RESOURCE_NAMES.erasureQueueUrl,
  undelivered: RESOURCE_NAMES.eventsQueueUrl,
  'ses-events': 'ses-events-queue',
  'unsent-emails': 'emails-queue',
  'unsent-webhooks': 'webhooks-queue',
  'unsent-in-app-messages': 'in-app-messages-queue',
};

/** Returns the URL of a dead-letter queue. */
export const deadLettersOf = (name: DeadLetterQueueName): string => `${name}-dead-letters`;

/** Returns the tables of an installation, as its stack defines them. */
export function tablesAt(resourceNames: ResourceNames): TableShape[] {
  const { connectors, publications, profiles, contacts, refused, deliveries } = resourceNames;
  const plain = [connectors, publications, profiles, contacts, refused, deliveries];
  return [
    { name: resourceNames.enrollments, indexes: [OPEN_WAVES_INDEX] },
    ...plain.map((name) => ({ name, indexes: [] })),
  ];
}

/** The four services in memory, and the count of requests to them. */
export interface StandIns {
  readonly tally: Tally;
  readonly dynamodb: StandInDynamoDB;
  readonly stepFunctions: StandInStepFunctions;
  readonly eventBridge: StandInEventBridge;
  readonly sqs: StandInSQS;
  /** Creates clients of them for one invocation. */
  clients(around?: Around): AwsClients;
}

/** Creates empty stand-ins. */
export function standIns(): StandIns {
  const tally = new Tally();
  const dynamodb = new StandInDynamoDB(tablesAt(RESOURCE_NAMES), tally);
  const stepFunctions = new StandInStepFunctions(RESOURCE_NAMES.waveMachineArn, tally);
  const eventBridge = new StandInEventBridge(RESOURCE_NAMES.busName, tally);
  const sqs = new StandInSQS(
    [
      ...Object.entries(RESOURCE_NAMES).flatMap(([name, url]) => (name.endsWith('QueueUrl') ? [url] : [])),
      ...DEAD_LETTER_QUEUES.flatMap((name) => [deadLettersOf(name), SOURCE_QUEUES[name]]),
    ],
    tally,
  );
  const clients = (around?: Around): AwsClients => ({
    documents: dynamodb.client(around),
    executions: stepFunctions.client(around),
    events: eventBridge.client(around),
    queues: sqs.client(around),
  });
  return { tally, dynamodb, stepFunctions, eventBridge, sqs, clients };
}
