import { SendMessageBatchCommand, type SendMessageBatchCommandOutput } from '@aws-sdk/client-sqs';
import { FORWARDED_AT_ATTRIBUTE } from '../../core/contracts/message-marks.ts';
import type { Clock } from '../../core/ports.ts';
import { createBatcher } from './batcher.ts';
import type { QueuesClient } from './client-interfaces.ts';
import { retryUnprocessed } from './retry-unprocessed.ts';

/** The limits of a batch. SQS accepts ten messages and 1 MiB at a time, and charges for each 64 KB, so that larger batches save nothing. */
const BATCH_LIMITS = { maxItems: 10, maxWeight: 256 * 1024, maxConcurrency: 4 } as const;

/** The maximum bytes of the attribute that says when a message was sent. */
const ATTRIBUTE_BYTES = 40;

/** A function that sends a message to a queue. Throws if the queue does not accept it. */
export type SendMessage = (body: string) => Promise<void>;

/** The dependencies of a sender. */
export interface MessageSenderDeps {
  readonly queues: QueuesClient;
  readonly queueUrl: string;
  readonly clock: Clock;
  /** The name of the messages, for errors. */
  readonly content: string;
}

/**
 * Creates a sender of events to a queue. Messages that are sent at the same time share a batch, and of a batch only those that the queue
 * did not accept are sent again. Each has the instant at which it was sent: an old event does not look like a redriven dead letter.
 */
export function createMessageSender({ queues, queueUrl, clock, content }: MessageSenderDeps): SendMessage {
  const send = async (bodies: readonly string[]) => {
    const now = { DataType: 'Number', StringValue: String(clock.now()) };
    const MessageAttributes = { [FORWARDED_AT_ATTRIBUTE]: now };
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody, MessageAttributes }));
    const answer = await queues.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    return bodies.map((_, index) => toSettledResult(answer, String(index), content));
  };
  const weigh = (body: string) => Buffer.byteLength(body) + ATTRIBUTE_BYTES;
  return createBatcher(BATCH_LIMITS, weigh, (bodies) => retryUnprocessed(bodies, send));
}

/** Returns the result of a message. One that the answer does not list as successful was not accepted. */
function toSettledResult(
  { Successful, Failed }: SendMessageBatchCommandOutput,
  id: string,
  content: string,
): PromiseSettledResult<void> {
  if (Successful?.some(({ Id }) => Id === id)) return { status: 'fulfilled', value: undefined };
  const { Code, Message } = Failed?.find(({ Id }) => Id === id) ?? {};
  return { status: 'rejected', reason: new Error(`${content}: not taken by their queue (${Code}: ${Message})`) };
}
