import {
  type MessageAttributeValue,
  SendMessageBatchCommand,
  type SendMessageBatchCommandOutput,
} from '@aws-sdk/client-sqs';
import { FORWARDED_AT_ATTRIBUTE } from '../../core/contracts/message-marks.ts';
import type { Clock } from '../../core/ports.ts';
import { createBatcher } from './batcher.ts';
import type { QueuesClient } from './client-interfaces.ts';
import { retryUnprocessed } from './retry-unprocessed.ts';

/** The limits of a batch. SQS accepts ten messages and 1 MiB at a time, and charges for each 64 KB, so that larger batches save nothing. */
const BATCH_LIMITS = { maxItems: 10, maxWeight: 256 * 1024, maxConcurrency: 4 } as const;

/** A function that sends a message to a queue. Throws if the queue does not accept it. */
export type SendMessage = (body: string) => Promise<void>;

/** The body of a message, and its attributes by name. */
export interface MessageEntry {
  readonly MessageBody: string;
  readonly MessageAttributes: Record<string, MessageAttributeValue>;
}

/** A function that sends a message with its attributes. Throws if the queue does not accept it. */
export type SendEntry = (entry: MessageEntry) => Promise<void>;

/** The dependencies of a sender of messages with their attributes. */
export interface EntrySenderDeps {
  readonly queues: QueuesClient;
  readonly queueUrl: string;
  /** The name of the messages, for errors. */
  readonly content: string;
}

/** The dependencies of a sender. */
export interface MessageSenderDeps extends EntrySenderDeps {
  readonly clock: Clock;
}

/** Creates a sender of events to a queue. Each has the instant at which it was sent: an old event does not look like a redriven dead letter. */
export function createMessageSender({ clock, ...deps }: MessageSenderDeps): SendMessage {
  const send = createEntrySender(deps);
  return (MessageBody) => {
    const now = { DataType: 'Number', StringValue: String(clock.now()) };
    return send({ MessageBody, MessageAttributes: { [FORWARDED_AT_ATTRIBUTE]: now } });
  };
}

/**
 * Creates a sender of messages to a queue. Messages that are sent at the same time share a batch, and of a batch only those that the queue
 * did not accept are sent again.
 */
export function createEntrySender({ queues, queueUrl, content }: EntrySenderDeps): SendEntry {
  const send = async (entries: readonly MessageEntry[]) => {
    const Entries = entries.map((entry, index) => ({ Id: String(index), ...entry }));
    const answer = await queues.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    return entries.map((_, index) => toSettledResult(answer, String(index), content));
  };
  return createBatcher(BATCH_LIMITS, weighEntry, (entries) => retryUnprocessed(entries, send));
}

/** Returns the bytes of a message, its attributes included. */
function weighEntry({ MessageBody, MessageAttributes }: MessageEntry): number {
  const attributes = Object.entries(MessageAttributes).flatMap(
    ([name, { DataType = '', StringValue = '', BinaryValue }]) => [
      Buffer.byteLength(name + DataType + StringValue),
      BinaryValue?.length ?? 0,
    ],
  );
  return attributes.reduce((sum, each) => sum + each, Buffer.byteLength(MessageBody));
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
