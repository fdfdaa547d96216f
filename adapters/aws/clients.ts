import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { AdaptiveTimeout } from './adaptive-timeout.ts';
import type { AwsClients } from './client-interfaces.ts';
import type { Deadline } from './deadline.ts';

/** How long a service may take to take a connection, in milliseconds. */
export const CONNECTION_TIMEOUT_MS = 1_000;
/** Connections to one service: as many as turns that run side by side. */
const MAX_SOCKETS = 64;

/** How long a service may take to answer, in milliseconds, and how often it is asked in all. */
export interface CallLimits {
  /** While it answers in time; longer while it does not. */
  readonly requestTimeoutMs: number;
  readonly maxRequestTimeoutMs: number;
  readonly maxAttempts: number;
}

/** How long each of the services may take. */
export interface ServiceCallLimits {
  readonly database: CallLimits;
  readonly executions: CallLimits;
  readonly events: CallLimits;
  readonly queues: CallLimits;
}

/**
 * Where nobody waits: what is not done in time comes again by its queue. DynamoDB answers in milliseconds: a second without an
 * answer is most often a lost connection, and a new one is better.
 */
export const BACKGROUND_CALL_LIMITS: ServiceCallLimits = {
  database: { requestTimeoutMs: 1_000, maxRequestTimeoutMs: 5_000, maxAttempts: 6 },
  executions: { requestTimeoutMs: 3_000, maxRequestTimeoutMs: 8_000, maxAttempts: 6 },
  events: { requestTimeoutMs: 3_000, maxRequestTimeoutMs: 8_000, maxAttempts: 4 },
  queues: { requestTimeoutMs: 3_000, maxRequestTimeoutMs: 8_000, maxAttempts: 4 },
};

const INTERACTIVE_CALL_LIMIT: CallLimits = { requestTimeoutMs: 5_000, maxRequestTimeoutMs: 8_000, maxAttempts: 4 };

/** Where somebody waits, who gets nothing but an error when it is given up: as long as the 30 s of the gateway allow. */
export const INTERACTIVE_CALL_LIMITS: ServiceCallLimits = {
  database: INTERACTIVE_CALL_LIMIT,
  executions: INTERACTIVE_CALL_LIMIT,
  events: INTERACTIVE_CALL_LIMIT,
  queues: INTERACTIVE_CALL_LIMIT,
};

/**
 * How a service is called: it has 1 s to take a connection, and its patience to answer; what is throttled, times out or
 * breaks on its side is tried again with growing, random pauses; and nothing outlives the invocation that asked for it.
 */
export function createClientConfig(
  deadline: Deadline,
  { requestTimeoutMs, maxRequestTimeoutMs, maxAttempts }: CallLimits,
) {
  const handler = new NodeHttpHandler({
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
    httpsAgent: { maxSockets: MAX_SOCKETS, keepAlive: true },
    httpAgent: { maxSockets: MAX_SOCKETS, keepAlive: true },
  });
  const timeout = new AdaptiveTimeout(requestTimeoutMs, maxRequestTimeoutMs);
  return { maxAttempts, retryMode: 'standard', requestHandler: deadline.applyTo(handler, timeout) };
}

/** Makes the clients, once a cold start. */
export function createAwsClients(deadline: Deadline, limits: ServiceCallLimits): AwsClients {
  const database = new DynamoDBClient(createClientConfig(deadline, limits.database));
  return {
    documents: DynamoDBDocumentClient.from(database, { marshallOptions: { removeUndefinedValues: true } }),
    executions: new SFNClient(createClientConfig(deadline, limits.executions)),
    events: new EventBridgeClient(createClientConfig(deadline, limits.events)),
    queues: new SQSClient(createClientConfig(deadline, limits.queues)),
  };
}
