import type { TimeSpan } from '../core/contracts/time-span.ts';
import { AlreadyRunningError } from './already-running-error.ts';
import { type ConsumerQueue, createConsumerQueue } from './consumer-queue.ts';
import { type DispatchedMessage, parseDispatchedMessage } from './dispatched-message.ts';
import { type ConsumerLog, consoleLog } from './log.ts';
import { PermanentError } from './permanent-error.ts';
import type { BatchResponse, QueueEvent, QueueRecord } from './queue-event.ts';
import { getRetryDelay } from './retry-delay.ts';
import { readSettings } from './settings.ts';

/** The dependencies of a consumer. */
export interface ConsumerDeps {
  readonly queue: ConsumerQueue;
  /** The time for which a message that fails is tried again, from when it came to the queue. */
  readonly retryFor: TimeSpan;
  /** The longest time between two attempts. */
  readonly maxDelay: TimeSpan;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: ConsumerLog;
}

/**
 * Defines the handler of a Lambda function that sends messages. `send` is called with each message, the messages of a batch at the same
 * time. A message for which it returns is done. A message for which it throws is tried again, after a time that grows, until `retryFor` of
 * the construct has passed since it came to the queue; then it goes to the dead-letter queue. A `PermanentError` goes there at once.
 */
export function defineConsumer(
  send: (message: DispatchedMessage) => Promise<unknown>,
): (event: QueueEvent) => Promise<BatchResponse> {
  let deps: ConsumerDeps | undefined;
  return (event) => {
    deps ??= createDeps();
    return consumeBatch(event, send, deps);
  };
}

/** Sends the messages of a batch. Returns those that failed and come back. */
export async function consumeBatch(
  { Records }: QueueEvent,
  send: (message: DispatchedMessage) => Promise<unknown>,
  deps: ConsumerDeps,
): Promise<BatchResponse> {
  const consume = async (record: QueueRecord) => {
    try {
      await send(parseDispatchedMessage(record.body));
      return [];
    } catch (error) {
      return (await isRemoved(record, error, deps)) ? [] : [{ itemIdentifier: record.messageId }];
    }
  };
  return { batchItemFailures: (await Promise.all(Records.map(consume))).flat() };
}

/** Returns whether a message that failed was moved to the dead-letter queue. If it was not, it is postponed. */
async function isRemoved(record: QueueRecord, error: unknown, deps: ConsumerDeps): Promise<boolean> {
  const { messageId, receiptHandle, body, attributes } = record;
  const { queue, retryFor, maxDelay, now, random, log } = deps;
  const remaining = Number(attributes.SentTimestamp) + retryFor - now();
  const isPermanent = error instanceof PermanentError;
  const facts = { messageId, error: String(error) };
  try {
    if (isPermanent || remaining <= 0) {
      const code = isPermanent ? 'PERMANENT_ERROR' : 'RETRIES_EXHAUSTED';
      await queue.sendToDeadLetters(body, { code, error: String(error) });
      log.warn('MESSAGE_GIVEN_UP', { ...facts, code });
      return true;
    }
    const receives = Number(attributes.ApproximateReceiveCount);
    const delay = getRetryDelay({ receives, maxDelay, remaining, random: random() });
    const leaseLeft = error instanceof AlreadyRunningError ? error.leaseUntil - now() : 0;
    await queue.postpone(receiptHandle, Math.max(delay, leaseLeft));
    log.warn('MESSAGE_POSTPONED', { ...facts, receives });
  } catch (queueError) {
    // The message comes back when its visibility timeout ends.
    log.warn('QUEUE_FAILED', { ...facts, queueError: String(queueError) });
  }
  return false;
}

function createDeps(): ConsumerDeps {
  const settings = readSettings(process.env);
  return {
    queue: createConsumerQueue(settings),
    retryFor: settings.retryFor,
    maxDelay: settings.maxDelay,
    now: () => Date.now(),
    random: () => Math.random(),
    log: consoleLog,
  };
}
