import { SECOND, type Span } from '../core/contracts/span.ts';
import { type Ending, endWaits } from '../functions/end-waits.ts';
import { onQueue } from '../lambda/on-queue.ts';
import { world } from '../lambda/world.ts';

/** What is left of an ending when a call has this much time left goes back to the queue. */
const RESERVE: Span = 20 * SECOND;

/** Endings from their queue: page after page, and what is left for the next call. */
export const lambdaIn = onQueue(async ({ body }, { services }, context) => {
  for (let ending: Ending | undefined = JSON.parse(body); ending !== undefined; ) {
    if (context.getRemainingTimeInMillis() < RESERVE) return services.endings.endSoon(ending);
    ending = (await endWaits(ending, services)).rest;
  }
});

export const handler = lambdaIn(world);
