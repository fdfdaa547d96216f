import type { Context } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { INTERACTIVE_CALL_LIMITS } from '../adapters/aws/clients.ts';
import type { AwsServices } from '../adapters/aws/services.ts';
import { computeStopRate } from '../adapters/aws/stop-rate.ts';
import { createApi } from '../api/app.ts';
import type { ApiDeps } from '../api/deps.ts';
import type { CancelWaitsMessage } from '../core/contracts/cancel-waits.ts';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import { cancelWaits } from '../engine/cancel-waits.ts';
import { type DrainResult, drainWaves } from '../engine/drain-waves.ts';
import { createDropUnmatched } from '../engine/drop-unmatched.ts';
import { createContainer } from './runtime/container.ts';
import { createCurrentsTokenReader } from './runtime/currents-token-reader.ts';
import { defineHandler } from './runtime/define-handler.ts';

/** The time by which a publication begins after its commit. Clocks of Lambda functions differ by less. */
const PUBLISH_LEAD_TIME: TimeSpan = SECOND;
/** The remaining time of a call below which waits are left to the queue: the gateway waits 30 s for an answer. */
const TIME_RESERVE: TimeSpan = 12 * SECOND;

/** The quota of Step Functions: the number of executions of an account that may be open in a region. */
const MAX_OPEN_EXECUTIONS = 1_000_000;

/** Creates the handler of the HTTP interface, behind API Gateway. */
export function createHandler(getCurrentsToken: ApiDeps['getCurrentsToken']) {
  return defineHandler<LambdaEvent, Awaited<ReturnType<ReturnType<typeof handle>>>>(({ services, eventsOnBus }) => {
    let getRemainingMs = () => 0;
    const app = createApi({
      services,
      bus: services.bus,
      // On the bus an event may be of use to others, although no follow-up listens to it.
      ...(eventsOnBus ? {} : { dropUnmatched: createDropUnmatched(services) }),
      getCurrentsToken,
      getActor,
      // The gateway decodes the path: `%2E%2E` becomes two dots.
      getRawPath: ({ env }) => env.event?.rawPath,
      cancelWaits: (request) => cancelInTime(request, () => getRemainingMs() >= TIME_RESERVE, services),
      drainWaves: (by) => drainInTime(by, () => getRemainingMs() >= TIME_RESERVE, services),
      publishLeadTime: PUBLISH_LEAD_TIME,
      maxOpenExecutions: MAX_OPEN_EXECUTIONS,
      checkHealth: () =>
        services.campaigns.list().then(
          () => true,
          () => false,
        ),
    });
    const answer = handle(app);
    return (event, context) => {
      getRemainingMs = () => context.getRemainingTimeInMillis();
      return answer(event, context);
    };
  });
}

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

const container = createContainer(INTERACTIVE_CALL_LIMITS);
const { deadline, services } = container;
const getCurrentsToken = createCurrentsTokenReader(process.env[ENVIRONMENT.currentsSecret], {
  deadline,
  now: services.clock.now,
});
export const handler = createHandler(getCurrentsToken)(container);

/** Returns the AWS principal that signed the call (R74); Braze Currents has none. */
function getActor({ env }: Context): string {
  return env.event?.requestContext?.authorizer?.iam?.userArn ?? 'unsigned';
}

/** Cancels waits while there is time, and puts a request for the rest into the queue of end-waits. Returns the number cancelled at once. */
async function cancelInTime(
  request: CancelWaitsMessage,
  hasTimeLeft: () => boolean,
  services: AwsServices,
): Promise<number> {
  const { cancelled, remaining } = await cancelWaits(request, {
    services,
    cancelWave: (wave) => cancelInTime(wave, hasTimeLeft, services),
    hasTimeLeft,
  });
  if (remaining !== undefined) await services.cancelWaitsQueue.send(remaining);
  return cancelled;
}
