import middy, { type MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { Container } from './container.ts';

/** Calls of AWS are given up this long before the invocation would be frozen. */
const TIME_RESERVE: TimeSpan = 2 * SECOND;

/** What a Lambda does at every call of it, once it knows its world. */
export type CreateInvoke<Event, Result> = (container: Container) => (event: Event, context: Context) => Promise<Result>;

/** A Lambda's door, for any world: the Lambda opens it in the one of its cold start. */
export function defineHandler<Event, Result>(createInvoke: CreateInvoke<Event, Result>) {
  return (container: Container) =>
    // 0: at its time-out a call ends. By default middy would answer before, and leave writes to wake up hours later.
    middy<Event, Result>({ timeoutEarlyInMillis: 0 })
      .use(createContainerMiddleware(container))
      .handler(createInvoke(container));
}

/** What every invocation has in common: no call of AWS outlives it, and what it counted is written at its end. */
function createContainerMiddleware(container: Container): MiddlewareObj {
  return {
    before: ({ context }) => {
      container.deadline.start(context.getRemainingTimeInMillis() - TIME_RESERVE);
    },
    after: () => flushMetrics(container),
    onError: () => flushMetrics(container),
  };
}

/** Counts are for people to look at: where they cannot be written, that is said, and nothing is done again. */
async function flushMetrics({ services, meter }: Container): Promise<void> {
  await services.counts.flush().catch((error: unknown) => services.log.warn('COUNTS_LOST', { error: String(error) }));
  meter.flush();
}
