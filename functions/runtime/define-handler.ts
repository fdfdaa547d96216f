import middy, { type MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { Container } from './container.ts';

/** The remaining time of an invocation below which calls of AWS are given up: afterwards the function is frozen. */
const TIME_RESERVE: TimeSpan = 2 * SECOND;
/** The remaining time below which the calls are given up that return messages to their queue and write counts. */
const LAST_TIME_RESERVE: TimeSpan = SECOND / 2;

/** A function that creates, from a container, what a Lambda function does in each invocation. */
export type CreateInvoke<Event, Result> = (container: Container) => (event: Event, context: Context) => Promise<Result>;

/** Defines a handler for any container. A Lambda function creates it with the container of its cold start, a test with one of its own. */
export function defineHandler<Event, Result>(createInvoke: CreateInvoke<Event, Result>) {
  return (container: Container) =>
    // 0: a call ends at its timeout. By default middy would answer earlier, and writes would go on in the next invocation, hours later.
    middy<Event, Result>({ timeoutEarlyInMillis: 0 })
      .use(createContainerMiddleware(container))
      .handler(createInvoke(container));
}

/** Creates the middleware of every invocation: no call of AWS lasts longer than it, and its counts are written at its end. */
function createContainerMiddleware(container: Container): MiddlewareObj {
  return {
    before: ({ context }) => {
      const reserves = { reserveMs: TIME_RESERVE, lastReserveMs: LAST_TIME_RESERVE };
      container.deadline.start(context.getRemainingTimeInMillis(), reserves);
      return container.logIds.prepare();
    },
    after: () => flushMetrics(container),
    onError: () => flushMetrics(container),
  };
}

/** Writes the counts and metrics of an invocation. Counts that cannot be written are logged, and not retried: no decision depends on them. */
async function flushMetrics({ services, meter }: Container): Promise<void> {
  await services.counts.flush().catch((error: unknown) => services.log.warn('COUNTS_LOST', { error: String(error) }));
  meter.flush();
}
