import { SendMessageBatchCommand, type SendMessageBatchCommandOutput } from '@aws-sdk/client-sqs';
import { FORWARDED_AT_ATTRIBUTE } from '../../core/contracts/message-marks.ts';
import type { Clock } from '../../core/ports.ts';
import { createBatcher } from './batcher.ts';
import type { QueuesClient } from './client-interfaces.ts';
import { retryUnprocessed } from './retry-unprocessed.ts';

/** SQS takes ten messages at a time, and 1 MiB of them; it bills for each 64 KB, so that more at a time gains nothing. */
const BATCH_LIMITS = { maxItems: 10, maxWeight: 256 * 1024, maxConcurrency: 4 } as const;

/** Events that trigger something, on their way to whoever enrolls. */
export interface TriggerQueue {
  /** Hands a message on, as it came. Throws where the queue of triggers does not take it. */
  forward(body: string): Promise<void>;
}

/** What the queue of triggers stands on. */
export interface TriggerQueueDeps {
  readonly queues: QueuesClient;
  readonly queueUrl: string;
  readonly clock: Clock;
}

/** The queue of triggers: what is handed on at the same time goes together. */
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

/** What is not said to have been taken was not. */
function toSettledResult(
  { Successful, Failed }: SendMessageBatchCommandOutput,
  id: string,
): PromiseSettledResult<void> {
  if (Successful?.some(({ Id }) => Id === id)) return { status: 'fulfilled', value: undefined };
  const { Code, Message } = Failed?.find(({ Id }) => Id === id) ?? {};
  return { status: 'rejected', reason: new Error(`triggers: not taken by their queue (${Code}: ${Message})`) };
}
