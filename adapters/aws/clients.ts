import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Clients } from './asks.ts';
import type { Deadline } from './deadline.ts';
import { GrowingTimeout } from './growing-timeout.ts';

/** How long a service may take to take a connection, in milliseconds. */
export const CONNECTION_TIMEOUT = 1_000;
/** Connections to one service: as many as turns that run side by side. */
const MOST_SOCKETS = 64;

/** How long a service may take to answer, in milliseconds, and how often it is asked in all. */
export interface Patience {
  /** While it answers in time; longer while it does not. */
  readonly requestTimeout: number;
  readonly longestTimeout: number;
  readonly maxAttempts: number;
}

/** How long each of the services may take. */
export interface ServicePatience {
  readonly database: Patience;
  readonly waves: Patience;
  readonly events: Patience;
  readonly queues: Patience;
}

/**
 * Where nobody waits: what is not done in time comes again by its queue. DynamoDB answers in milliseconds: a second without an
 * answer is most often a lost connection, and a new one is better.
 */
export const BACKGROUND: ServicePatience = {
  database: { requestTimeout: 1_000, longestTimeout: 5_000, maxAttempts: 6 },
  waves: { requestTimeout: 3_000, longestTimeout: 8_000, maxAttempts: 6 },
  events: { requestTimeout: 3_000, longestTimeout: 8_000, maxAttempts: 4 },
  queues: { requestTimeout: 3_000, longestTimeout: 8_000, maxAttempts: 4 },
};

const SECONDS: Patience = { requestTimeout: 5_000, longestTimeout: 8_000, maxAttempts: 4 };

/** Where somebody waits, who gets nothing but an error when it is given up: as long as the 30 s of the gateway allow. */
export const INTERACTIVE: ServicePatience = { database: SECONDS, waves: SECONDS, events: SECONDS, queues: SECONDS };

/**
 * How a service is called: it has 1 s to take a connection, and its patience to answer; what is throttled, times out or
 * breaks on its side is tried again with growing, random pauses; and nothing outlives the invocation that asked for it.
 */
export function calling(deadline: Deadline, { requestTimeout, longestTimeout, maxAttempts }: Patience) {
  const handler = new NodeHttpHandler({
    connectionTimeout: CONNECTION_TIMEOUT,
    requestTimeout,
    throwOnRequestTimeout: true,
    httpsAgent: { maxSockets: MOST_SOCKETS, keepAlive: true },
    httpAgent: { maxSockets: MOST_SOCKETS, keepAlive: true },
  });
  const timeout = new GrowingTimeout(requestTimeout, longestTimeout);
  return { maxAttempts, retryMode: 'standard', requestHandler: deadline.over(handler, timeout) };
}

/** Makes the clients, once a cold start. */
export function awsClients(deadline: Deadline, patience: ServicePatience): Clients {
  const database = new DynamoDBClient(calling(deadline, patience.database));
  return {
    documents: DynamoDBDocumentClient.from(database, { marshallOptions: { removeUndefinedValues: true } }),
    waves: new SFNClient(calling(deadline, patience.waves)),
    events: new EventBridgeClient(calling(deadline, patience.events)),
    queues: new SQSClient(calling(deadline, patience.queues)),
  };
}
