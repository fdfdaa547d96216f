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

/**
 * Writes the counts, the statistics and the metrics of an invocation. What cannot be written is logged, and not retried by later ones: no
 * decision depends on it, and a recount finds what is missing in the statistics, but for the outcomes of deliveries.
 */
async function flushMetrics({ services: { counts, statistics, deliveries, log }, meter }: Container): Promise<void> {
  await Promise.all([
    counts.flush().catch((error: unknown) => log.warn('COUNTS_LOST', { error: String(error) })),
    statistics.flush().catch((error: unknown) => log.warn('STATISTICS_LOST', { error: String(error) })),
    deliveries.flush().catch((error: unknown) => log.warn('STATISTICS_LOST', { error: String(error) })),
  ]);
  meter.flush();
}
