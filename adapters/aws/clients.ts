import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { AdaptiveTimeout } from './adaptive-timeout.ts';
import type { AwsClients, EventsClient, ExecutionsClient } from './client-interfaces.ts';
import type { Deadline } from './deadline.ts';
import { loadOnce } from './load-once.ts';

/** The timeout for connecting to a service, in milliseconds. */
export const CONNECTION_TIMEOUT_MS = 1_000;
/** The maximum number of connections to one service: as many as calls that run at the same time. */
const MAX_SOCKETS = 64;

/** The timeouts of a request in milliseconds, and its number of attempts, the first included. */
export interface CallLimits {
  /** The timeout while the service responds in time. It grows up to the maximum while it does not. */
  readonly requestTimeoutMs: number;
  readonly maxRequestTimeoutMs: number;
  readonly maxAttempts: number;
}

/** The limits of the calls to each service. */
export interface ServiceCallLimits {
  readonly database: CallLimits;
  readonly executions: CallLimits;
  readonly events: CallLimits;
  readonly queues: CallLimits;
}

/**
 * The limits where no caller waits: what is not done in time is repeated by its queue. DynamoDB responds in milliseconds. A second
 * without a response is most often a lost connection, and a new one is faster.
 */
export const BACKGROUND_CALL_LIMITS: ServiceCallLimits = {
  database: { requestTimeoutMs: 1_000, maxRequestTimeoutMs: 5_000, maxAttempts: 6 },
  executions: { requestTimeoutMs: 3_000, maxRequestTimeoutMs: 8_000, maxAttempts: 6 },
  events: { requestTimeoutMs: 3_000, maxRequestTimeoutMs: 8_000, maxAttempts: 4 },
  queues: { requestTimeoutMs: 3_000, maxRequestTimeoutMs: 8_000, maxAttempts: 4 },
};

const INTERACTIVE_CALL_LIMIT: CallLimits = { requestTimeoutMs: 5_000, maxRequestTimeoutMs: 8_000, maxAttempts: 4 };

/** The limits where a caller waits and would receive an error: as long as the 30 s of the HTTP gateway allow. */
export const INTERACTIVE_CALL_LIMITS: ServiceCallLimits = {
  database: INTERACTIVE_CALL_LIMIT,
  executions: INTERACTIVE_CALL_LIMIT,
  events: INTERACTIVE_CALL_LIMIT,
  queues: INTERACTIVE_CALL_LIMIT,
};

/**
 * Returns the configuration of a client: 1 s for the connection and an adaptive timeout for the response. Throttled calls, timeouts and
 * errors of the service are retried with growing, random pauses, and no call outlives its invocation.
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

/** Creates the clients, once per cold start. */
export function createAwsClients(deadline: Deadline, limits: ServiceCallLimits): AwsClients {
  const database = new DynamoDBClient(createClientConfig(deadline, limits.database));
  return {
    documents: DynamoDBDocumentClient.from(database, { marshallOptions: { removeUndefinedValues: true } }),
    executions: createLazyExecutionsClient(deadline, limits.executions),
    events: createLazyEventsClient(deadline, limits.events),
    queues: new SQSClient(createClientConfig(deadline, limits.queues)),
  };
}

/** Creates a client of Step Functions whose code is loaded by its first call: most functions start no execution. */
function createLazyExecutionsClient(deadline: Deadline, limits: CallLimits): ExecutionsClient {
  const load = loadOnce(async () => {
    const { createExecutionsClient } = await import('./executions-client.ts');
    return createExecutionsClient(createClientConfig(deadline, limits));
  });
  return {
    startExecution: async (input) => (await load()).startExecution(input),
    describeExecution: async (input) => (await load()).describeExecution(input),
    listExecutions: async (input) => (await load()).listExecutions(input),
    stopExecution: async (input) => (await load()).stopExecution(input),
  };
}

/** Creates a client of EventBridge whose code is loaded by its first call: many invocations put no event on the bus. */
function createLazyEventsClient(deadline: Deadline, limits: CallLimits): EventsClient {
  const load = loadOnce(async () => {
    const { createEventsClient } = await import('./events-client.ts');
    return createEventsClient(createClientConfig(deadline, limits));
  });
  return { putEvents: async (input) => (await load()).putEvents(input) };
}
