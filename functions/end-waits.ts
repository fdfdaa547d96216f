import type { AwsServices } from '../adapters/aws/services.ts';
import { SECOND, type Span } from '../core/contracts/span.ts';
import { type Ending, endPublication, endWaitsInTime, type Stopping } from '../engine/end-waits.ts';
import { world } from './runtime/background-world.ts';
import { onQueue } from './runtime/on-queue.ts';

/** What is left when a call has this much time left goes back to the queue. */
const RESERVE: Span = 20 * SECOND;

/** Endings from their queue: as much as a call has time for, and what is left for the next call. */
export const lambdaIn = onQueue(async ({ body }, { services }, context) => {
  const asked: Ending | Stopping = JSON.parse(body);
  const isInTime = () => context.getRemainingTimeInMillis() >= RESERVE;
  const { rest } =
    'wave' in asked ? await endWaitsInTime(asked, isInTime, services) : await share(asked, isInTime, services);
  if (rest !== undefined) await services.endings.endSoon(rest);
});

export const handler = lambdaIn(world);

/** The waves of a publication end side by side: each is a message of its own. */
async function share(stopping: Stopping, isInTime: () => boolean, services: AwsServices) {
  const endWave = (ending: Ending) => services.endings.endSoon(ending).then(() => 0);
  return endPublication(stopping, { endWave, isInTime }, services);
}
