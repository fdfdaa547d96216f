import type { Context } from 'hono';
import { handle } from 'hono/aws-lambda';
import { INTERACTIVE_CALL_LIMITS } from '../adapters/aws/clients.ts';
import type { AwsServices } from '../adapters/aws/services.ts';
import { computeStopRate } from '../adapters/aws/stop-rate.ts';
import { createManagementApi } from '../api/app.ts';
import type { CancelWaitsMessage } from '../core/contracts/cancel-waits.ts';
import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import { cancelWaits } from '../engine/cancel-waits.ts';
import { type DrainResult, drainWaves } from '../engine/drain-waves.ts';
import { createContainer } from './runtime/container.ts';
import { defineHandler } from './runtime/define-handler.ts';
import type { HttpAnswer, HttpEvent } from './runtime/http-event.ts';
import { restorePath } from './runtime/restore-path.ts';

/** The time by which a publication begins after its commit. Clocks of Lambda functions differ by less. */
const PUBLISH_LEAD_TIME: TimeSpan = SECOND;
/** The remaining time of a call below which waits are left to the queue: the gateway waits 30 s for an answer. */
const TIME_RESERVE: TimeSpan = 12 * SECOND;

/** The quota of Step Functions: the number of executions of an account that may be open in a region. */
const MAX_OPEN_EXECUTIONS = 1_000_000;

/** The handler of the management API, behind API Gateway, for any container. */
export const createHandler = defineHandler<HttpEvent, HttpAnswer>(({ services }) => {
  let [getRemainingMs, rawPath] = [() => 0, ''];
  const app = createManagementApi({
    services,
    bus: services.bus,
    getActor,
    getRawPath: () => rawPath,
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
    rawPath = event.rawPath;
    return answer({ ...event, rawPath: restorePath(event) }, context);
  };
});

export const handler = createHandler(createContainer(INTERACTIVE_CALL_LIMITS));

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
  const { cancelled, remaining } = await cancelWaits(request, {
    services,
    cancelWave: (wave) => cancelInTime(wave, hasTimeLeft, services),
    hasTimeLeft,
  });
  if (remaining !== undefined) await services.cancelWaitsQueue.send(remaining);
  return cancelled;
}
