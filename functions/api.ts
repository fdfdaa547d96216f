import type { Context } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { INTERACTIVE } from '../adapters/aws/clients.ts';
import type { AwsServices } from '../adapters/aws/services.ts';
import { apiOf } from '../api/app.ts';
import type { ApiDeps } from '../api/deps.ts';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { SECOND, type Span } from '../core/contracts/span.ts';
import { type Ending, endPublication, endWaitsInTime, type Stopping } from '../engine/end-waits.ts';
import { currentsTokenOf } from './runtime/currents-token.ts';
import { door } from './runtime/door.ts';
import { newWorld } from './runtime/world.ts';

/** A publication is seen everywhere once it is committed; clocks of Lambdas differ by less than this. */
const PUBLISH_AHEAD: Span = SECOND;
/** Within this much time left of a call, further waits end by the queue: the gateway gives an answer 30 s. */
const RESERVE: Span = 12 * SECOND;

/** The HTTP interface, behind API Gateway. */
export function lambdaIn(currentsToken: ApiDeps['currentsToken']) {
  return door<LambdaEvent, Awaited<ReturnType<ReturnType<typeof handle>>>>(({ services }) => {
    let remaining = () => 0;
    const app = apiOf({
      services,
      bus: services.bus,
      currentsToken,
      actor: actorOf,
      // The gateway hands it over decoded: what is left of `%2E%2E` are two dots.
      pathAsked: ({ env }) => env.event?.rawPath,
      endWaits: (stopping) => endInTime(stopping, () => remaining() >= RESERVE, services),
      publishAhead: PUBLISH_AHEAD,
      isHealthy: () =>
        services.campaigns.list().then(
          () => true,
          () => false,
        ),
    });
    const answer = handle(app);
    return (event, context) => {
      remaining = () => context.getRemainingTimeInMillis();
      return answer(event, context);
    };
  });
}

const world = newWorld(INTERACTIVE);
const { deadline, services } = world;
const currentsToken = currentsTokenOf(process.env[ENVIRONMENT.currentsSecret], { deadline, now: services.clock.now });
export const handler = lambdaIn(currentsToken)(world);

/** The AWS principal that signed the call (R74); Braze Currents has none. */
function actorOf({ env }: Context): string {
  return env.event?.requestContext?.authorizer?.iam?.userArn ?? 'unsigned';
}

/** What ends while there is time is answered; the rest is left to the queue of endings. */
async function endInTime(stopping: Stopping, isInTime: () => boolean, services: AwsServices): Promise<number> {
  const endWave = async (ending: Ending): Promise<number> => {
    const { cancelled, rest } = await endWaitsInTime(ending, isInTime, services);
    if (rest !== undefined) await services.endings.endSoon(rest);
    return cancelled;
  };
  const { cancelled, rest } = await endPublication(stopping, { endWave, isInTime }, services);
  if (rest !== undefined) await services.endings.endSoon(rest);
  return cancelled;
}
