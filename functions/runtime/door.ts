import middy, { type MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import { SECOND, type Span } from '../../core/contracts/span.ts';
import type { World } from './world.ts';

/** Calls of AWS are given up this long before the invocation would be frozen. */
const RESERVE: Span = 2 * SECOND;

/** What a Lambda does at every call of it, once it knows its world. */
export type Work<Event, Result> = (world: World) => (event: Event, context: Context) => Promise<Result>;

/** A Lambda's door, for any world: the Lambda opens it in the one of its cold start. */
export function door<Event, Result>(work: Work<Event, Result>) {
  return (world: World) =>
    // 0: at its time-out a call ends. By default middy would answer before, and leave writes to wake up hours later.
    middy<Event, Result>({ timeoutEarlyInMillis: 0 }).use(kept(world)).handler(work(world));
}

/** What every invocation has in common: no call of AWS outlives it, and what it counted is written at its end. */
function kept(world: World): MiddlewareObj {
  return {
    before: ({ context }) => {
      world.deadline.begin(context.getRemainingTimeInMillis() - RESERVE);
    },
    after: () => settle(world),
    onError: () => settle(world),
  };
}

/** Counts are for people to look at: where they cannot be written, that is said, and nothing is done again. */
async function settle({ services, meter }: World): Promise<void> {
  await services.counts.flush().catch((error: unknown) => services.log.warn('COUNTS_LOST', { error: String(error) }));
  meter.write();
}
