import type { Context } from 'hono';
import { handle } from 'hono/aws-lambda';
import { INTERACTIVE_CALL_LIMITS } from '../adapters/aws/clients.ts';
import type { AwsDeadLetterQueuesDeps } from '../adapters/aws/dead-letter-queues.ts';
import { createFunctionInvoker, type InvokeFunction } from '../adapters/aws/invoke-function.ts';
import { loadOnce } from '../adapters/aws/load-once.ts';
import type { AwsServices } from '../adapters/aws/services.ts';
import { computeStopRate } from '../adapters/aws/stop-rate.ts';
import { createManagementApi } from '../api/management-api.ts';
import type { CancelWaitsMessage } from '../core/contracts/cancel-waits.ts';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import { UNREACHABLE_ON_AWS } from '../core/contracts/user-report.ts';
import type { DeadLetterQueues } from '../core/dead-letters.ts';
import { type DrainResult, drainWaves } from '../engine/drain-waves.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { createContainer } from './runtime/container.ts';
import { defaultProvider } from './runtime/credentials.ts';
import { createDeadLetterQueuesReader } from './runtime/dead-letter-queues-reader.ts';
import { defineHandler } from './runtime/define-handler.ts';
import type { HttpAnswer, HttpEvent } from './runtime/http-event.ts';
import type { LogIds } from './runtime/log-ids.ts';
import { readSendingFacts } from './runtime/read-sending-policy.ts';
import { restorePath } from './runtime/restore-path.ts';
import { createTokensReader } from './runtime/tokens-reader.ts';
import { createSendTest } from './sending/create-send-test.ts';
import { withEmailHtml } from './sending/with-email-html.ts';

/** The time by which a publication begins after its commit. Clocks of Lambda functions differ by less. */
const PUBLISH_LEAD_TIME: TimeSpan = SECOND;
/** The remaining time of a call below which waits are left to the queue: the gateway waits 30 s for an answer. */
const TIME_RESERVE: TimeSpan = 12 * SECOND;

/** The time within which a dead-letter queue must tell its number of messages. */
const LIST_TIMEOUT: TimeSpan = 5 * SECOND;

/** The quota of Step Functions: the number of executions of an account that may be open in a region. */
const MAX_OPEN_EXECUTIONS = 1_000_000;

/** Creates the handler of the management API, behind API Gateway. It has the functions of the senders send tests (R91). */
export function createHandler(invokeFunction: InvokeFunction) {
  return defineHandler<HttpEvent, HttpAnswer>((container) => {
    const { services, logIds, deadline } = withEmailHtml(container);
    const readTokens =
      process.env[ENVIRONMENT.tokenKeys] === undefined
        ? undefined
        : createTokensReader(deadline, () => services.clock.now());
    let tokens: Tokens | undefined;
    const getTokens = (): Tokens => {
      if (tokens === undefined) throw new Error('keys of links: they could not be read');
      return tokens;
    };
    let [getRemainingMs, rawPath] = [() => 0, ''];
    const app = createManagementApi({
      services,
      bus: services.bus,
      getActor,
      getRawPath: () => rawPath,
      cancelWaits: (request) => cancelInTime(request, () => getRemainingMs() >= TIME_RESERVE, services),
      deadLetterQueues: createLazyDeadLetterQueues({
        queues: services.queues,
        readUrls: createDeadLetterQueuesReader(process.env, { deadline, now: () => services.clock.now() }),
        hasTimeLeft: () => getRemainingMs() >= TIME_RESERVE,
      }),
      drainWaves: (by) => drainInTime(by, () => getRemainingMs() >= TIME_RESERVE, services),
      getLogId: (userId) => getLogId(userId, logIds),
      publishLeadTime: PUBLISH_LEAD_TIME,
      stage: process.env[ENVIRONMENT.stage],
      sending: readSendingFacts(process.env),
      sendTest: createSendTest({ invokeFunction, log: services.log, getRemainingMs: () => getRemainingMs() }),
      maxOpenExecutions: MAX_OPEN_EXECUTIONS,
      ...(readTokens && { tokens: { create: (kind, claims) => getTokens().create(kind, claims) } }),
      beyondReach: UNREACHABLE_ON_AWS,
      checkHealth: () =>
        services.campaigns.list().then(
          () => true,
          () => false,
        ),
    });
    const answer = handle(app);
    return async (event, context) => {
      // Only one call needs the keys: the others are answered without.
      tokens = await readTokens?.().catch(() => tokens);
      getRemainingMs = () => context.getRemainingTimeInMillis();
      rawPath = event.rawPath;
      return answer({ ...event, rawPath: restorePath(event) }, context);
    };
  });
}

const { AWS_REGION: region = '', AWS_ENDPOINT_URL: endpoint } = process.env;
const invokeFunction = createFunctionInvoker({ region, endpoint, credentials: defaultProvider() });
export const handler = createHandler(invokeFunction)(createContainer(INTERACTIVE_CALL_LIMITS));

/** Stops executions while there is time, each second as many as the quota of the region allows. */
function drainInTime(by: string, hasTimeLeft: () => boolean, services: AwsServices): Promise<DrainResult> {
  return drainWaves({
    services,
    hasTimeLeft,
    batchSize: computeStopRate(process.env['AWS_REGION']),
    async endWaves(names) {
      const [ended] = await Promise.all([
        services.waves.stop(names, `drained by ${by}`),
        new Promise((resolve) => setTimeout(resolve, SECOND)),
      ]);
      return ended;
    },
  });
}

/** Creates the dead-letter queues. Only the calls of operators load their code. */
function createLazyDeadLetterQueues(deps: Omit<AwsDeadLetterQueuesDeps, 'listTimeout'>): DeadLetterQueues {
  const load = loadOnce(async () => {
    const { createAwsDeadLetterQueues } = await import('../adapters/aws/dead-letter-queues.ts');
    return createAwsDeadLetterQueues({ ...deps, listTimeout: LIST_TIMEOUT });
  });
  return {
    listNames: async () => (await load()).listNames(),
    list: async () => (await load()).list(),
    sample: async (name) => (await load()).sample(name),
    retry: async (name) => (await load()).retry(name),
  };
}

/** Returns the text by which a user is found in the log. Throws while the key of the hashes cannot be read. */
function getLogId(userId: string, logIds: LogIds): string {
  const logId = logIds.format(userId);
  if (logId === undefined) throw new Error('key of the log: it could not be read');
  return logId;
}

/** Returns the AWS principal that signed the call (R74). */
function getActor({ env }: Context): string {
  return env.event?.requestContext?.authorizer?.iam?.userArn ?? 'unsigned';
}

/** Cancels waits while there is time, and puts a request for the rest into the queue of end-waits. Returns the number cancelled at once. */
async function cancelInTime(
  request: CancelWaitsMessage,
  hasTimeLeft: () => boolean,
  services: AwsServices,
): Promise<number> {
  // A wait that was claimed may have to be rendered: only calls that cancel waits load the templates.
  const { cancelWaits } = await import('../engine/cancel-waits.ts');
  const { cancelled, remaining } = await cancelWaits(request, {
    services,
    cancelWave: (wave) => cancelInTime(wave, hasTimeLeft, services),
    hasTimeLeft,
  });
  if (remaining !== undefined) await services.cancelWaitsQueue.send(remaining);
  return cancelled;
}
