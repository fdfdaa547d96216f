import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Clients } from './asks.ts';
import type { Deadline } from './deadline.ts';

/** Connections to one service: as many as turns that run side by side. */
const MOST_SOCKETS = 64;

/** How long a service may take to answer, in milliseconds, and how often it is asked in all. */
export interface Patience {
  readonly requestTimeout: number;
  readonly maxAttempts: number;
}

/**
 * How a service is called: it has 1 s to take a connection and `requestTimeout` ms to answer; what is throttled, times out
 * or breaks on its side is tried again with growing, random pauses, `maxAttempts` times in all; and nothing outlives the
 * invocation that asked for it.
 */
export function calling(deadline: Deadline, { requestTimeout, maxAttempts }: Patience) {
  const handler = new NodeHttpHandler({
    connectionTimeout: 1_000,
    requestTimeout,
    throwOnRequestTimeout: true,
    httpsAgent: { maxSockets: MOST_SOCKETS, keepAlive: true },
    httpAgent: { maxSockets: MOST_SOCKETS, keepAlive: true },
  });
  return { maxAttempts, retryMode: 'standard', requestHandler: deadline.over(handler) };
}

/** Makes the clients, once a cold start. */
export function awsClients(deadline: Deadline): Clients {
  // DynamoDB answers in milliseconds: a second without an answer is a lost connection, and a new one is better.
  const database = new DynamoDBClient(calling(deadline, { requestTimeout: 1_000, maxAttempts: 6 }));
  return {
    documents: DynamoDBDocumentClient.from(database, { marshallOptions: { removeUndefinedValues: true } }),
    waves: new SFNClient(calling(deadline, { requestTimeout: 3_000, maxAttempts: 6 })),
    events: new EventBridgeClient(calling(deadline, { requestTimeout: 3_000, maxAttempts: 4 })),
    queues: new SQSClient(calling(deadline, { requestTimeout: 3_000, maxAttempts: 4 })),
  };
}
