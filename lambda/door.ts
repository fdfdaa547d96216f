import middy, { type MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import { SECOND, type Span } from '../core/contracts/span.ts';
import { type World, world } from './world.ts';

/** Calls of AWS are given up this long before the invocation would be frozen. */
const RESERVE: Span = 2 * SECOND;

/** What every invocation has in common: no call of AWS outlives it, and what it counted is written at its end. */
const kept: MiddlewareObj = {
  before: ({ context }) => {
    world.deadline.begin(context.getRemainingTimeInMillis() - RESERVE);
  },
  after: () => settle(world),
  onError: () => settle(world),
};

/** A Lambda's door: what happens at every call of it. */
export function door<Event, Result>(work: (event: Event, world: World, context: Context) => Promise<Result>) {
  // 0: at its time-out a call ends. By default middy would answer before, and leave writes to wake up hours later.
  return middy<Event, Result>({ timeoutEarlyInMillis: 0 })
    .use(kept)
    .handler((event, context) => work(event, world, context));
}

/** Counts are for people to look at: where they cannot be written, that is said, and nothing is done again. */
async function settle({ services, meter }: World): Promise<void> {
  await services.counts.flush().catch((error: unknown) => services.log.warn('COUNTS_LOST', { error: String(error) }));
  meter.write();
}
