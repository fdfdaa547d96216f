import { SendMessageBatchCommand, type SendMessageBatchCommandOutput } from '@aws-sdk/client-sqs';
import { FORWARDED_AT_ATTRIBUTE } from '../../core/contracts/message-marks.ts';
import type { Clock } from '../../core/ports.ts';
import { createBatcher } from './batcher.ts';
import type { QueuesClient } from './client-interfaces.ts';
import { retryUnprocessed } from './retry-unprocessed.ts';

/** The limits of a batch. SQS accepts ten messages and 1 MiB at a time, and charges for each 64 KB, so that larger batches save nothing. */
const BATCH_LIMITS = { maxItems: 10, maxWeight: 256 * 1024, maxConcurrency: 4 } as const;

/** The queue of events that trigger something, which the handler match-trigger reads. */
export interface TriggerQueue {
  /** Forwards a message unchanged. Throws if the queue does not accept it. */
  forward(body: string): Promise<void>;
}

/** The dependencies of the trigger queue. */
export interface TriggerQueueDeps {
  readonly queues: QueuesClient;
  readonly queueUrl: string;
  readonly clock: Clock;
}

/** Creates the trigger queue. Messages that are forwarded at the same time share a batch. */
export function createAwsTriggerQueue({ queues, queueUrl, clock }: TriggerQueueDeps): TriggerQueue {
  const send = async (bodies: readonly string[]) => {
    const now = { DataType: 'Number', StringValue: String(clock.now()) };
    const MessageAttributes = { [FORWARDED_AT_ATTRIBUTE]: now };
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody, MessageAttributes }));
    const answer = await queues.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    return bodies.map((_, index) => toSettledResult(answer, String(index)));
  };
  return {
    forward: createBatcher(BATCH_LIMITS, Buffer.byteLength, (bodies: readonly string[]) =>
      retryUnprocessed(bodies, send),
    ),
  };
}

/** Returns the result of a message. One that the answer does not list as successful was not accepted. */
function toSettledResult(
  { Successful, Failed }: SendMessageBatchCommandOutput,
  id: string,
): PromiseSettledResult<void> {
  if (Successful?.some(({ Id }) => Id === id)) return { status: 'fulfilled', value: undefined };
  const { Code, Message } = Failed?.find(({ Id }) => Id === id) ?? {};
  return { status: 'rejected', reason: new Error(`triggers: not taken by their queue (${Code}: ${Message})`) };
}
