import type { Clients } from '../../adapters/aws/asks.ts';
import type { Places } from '../../adapters/aws/services.ts';
import { OPEN_WAVES } from '../../core/contracts/tables.ts';
import { StandInDynamoDB } from './dynamodb.ts';
import type { TableShape } from './dynamodb-table.ts';
import { StandInEventBridge } from './event-bridge.ts';
import { StandInSQS } from './sqs.ts';
import { StandInStepFunctions } from './step-functions.ts';
import { type Around, Tally } from './tally.ts';

/** Where the things of an installation are that stands on stand-ins. */
export const PLACES: Places = {
  connectors: 'connectors',
  publications: 'publications',
  enrollments: 'enrollments',
  profiles: 'profiles',
  refused: 'refused',
  busName: 'campaign-connector',
  waveMachineArn: 'arn:aws:states:eu-west-1:000000000000:stateMachine:waves',
  refusedQueueUrl: 'refused-queue',
  endingsQueueUrl: 'endings-queue',
  triggersQueueUrl: 'triggers-queue',
};

/** The tables of an installation, as the cloud makes them. */
export function tablesAt(places: Places): TableShape[] {
  const plain = [places.connectors, places.publications, places.profiles, places.refused];
  return [{ name: places.enrollments, indexes: [OPEN_WAVES] }, ...plain.map((name) => ({ name, indexes: [] }))];
}

/** The four services in memory, and what was asked of them. */
export interface StandIns {
  readonly tally: Tally;
  readonly dynamodb: StandInDynamoDB;
  readonly stepFunctions: StandInStepFunctions;
  readonly eventBridge: StandInEventBridge;
  readonly sqs: StandInSQS;
  /** Clients of them, as one invocation has them. */
  clients(around?: Around): Clients;
}

/** Stand-ins with nothing in them. */
export function standIns(): StandIns {
  const tally = new Tally();
  const dynamodb = new StandInDynamoDB(tablesAt(PLACES), tally);
  const stepFunctions = new StandInStepFunctions(PLACES.waveMachineArn, tally);
  const eventBridge = new StandInEventBridge(PLACES.busName, tally);
  const sqs = new StandInSQS([PLACES.refusedQueueUrl, PLACES.endingsQueueUrl, PLACES.triggersQueueUrl], tally);
  const clients = (around?: Around): Clients => ({
    documents: dynamodb.client(around),
    waves: stepFunctions.client(around),
    events: eventBridge.client(around),
    queues: sqs.client(around),
  });
  return { tally, dynamodb, stepFunctions, eventBridge, sqs, clients };
}
