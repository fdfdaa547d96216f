import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { DeadLetterQueueName } from '../../core/contracts/dead-letter-queues.ts';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import {
  type DeadLetter,
  type DeadLetterQueue,
  type DeadLetterQueues,
  type DeadLetterRetry,
  MAX_SAMPLE,
} from '../../core/dead-letters.ts';
import type { QueuesClient } from './client-interfaces.ts';
import { createEntrySender, type SendEntry } from './message-sender.ts';
import { replaceQueueName } from './replace-queue-name.ts';

/** The URL of a dead-letter queue, and that of the queue to which messages return that do not tell where they came from. */
export interface DeadLetterQueueUrls {
  readonly url: string;
  readonly sourceUrl?: string;
}

/** The dead-letter queues of an installation by name, and the time of a call. */
export interface AwsDeadLetterQueuesDeps {
  readonly queues: QueuesClient;
  /** Returns the queues of the installation, in the order of lists. */
  readonly readUrls: () => Promise<ReadonlyMap<DeadLetterQueueName, DeadLetterQueueUrls>>;
  /** The time within which a queue must tell its number of messages, so that one that does not answer holds back no other. */
  readonly listTimeout: TimeSpan;
  readonly hasTimeLeft: () => boolean;
}

/** The time for which a sample hides its messages, so that one of its requests does not return what another did. */
const SAMPLE_HIDDEN_SECONDS = 2;
/** The maximum number of requests of a sample: SQS may return fewer messages than it has. */
const MAX_SAMPLE_REQUESTS = 3;
/**
 * The time for which a retry hides messages: longer than a call has time, so that those which it leaves do not come twice in it, and shorter
 * than the minute of the alarms on them.
 */
const RETRY_HIDDEN_SECONDS = 30;
/** The maximum number of messages of a request. */
const MAX_RECEIVED = 10;
/** The number of requests of a retry at the same time. */
const MAX_CONCURRENCY = 4;

/** The attributes that tell why a message was given up: those of EventBridge and of the connector, and those of SNS. They do not go back with it. */
const CODE_ATTRIBUTES = ['ERROR_CODE', 'ErrorCode'];
const MESSAGE_ATTRIBUTES = ['ERROR_MESSAGE', 'ErrorMessage'];
const DROPPED_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...CODE_ATTRIBUTES,
  ...MESSAGE_ATTRIBUTES,
  'RULE_ARN',
  'TARGET_ARN',
  'EXHAUSTED_RETRY_CONDITION',
  'RETRY_ATTEMPTS',
  'RequestID',
]);

/** Creates the dead-letter queues over SQS. A message goes back to the queue that it came from, and is deleted once that has it. */
export function createAwsDeadLetterQueues(deps: AwsDeadLetterQueuesDeps): DeadLetterQueues {
  const { queues, readUrls, listTimeout } = deps;
  const getUrls = async (name: DeadLetterQueueName): Promise<DeadLetterQueueUrls> => {
    const found = (await readUrls()).get(name);
    if (found === undefined) throw new Error(`${name}: expected a dead-letter queue of the installation`);
    return found;
  };
  return {
    listNames: async () => [...(await readUrls()).keys()],
    list: async () =>
      Promise.all(
        [...(await readUrls())].map(([name, { url }]) => failAfter(listTimeout, readQueue(name, url, queues), name)),
      ),
    async sample(name) {
      const { url, sourceUrl } = await getUrls(name);
      const messages = await receiveSample(url, queues);
      return messages.map((message) => toDeadLetter(message, findDestination(message, { url, sourceUrl })));
    },
    retry: async (name) => retryAll(await getUrls(name), deps),
  };
}

/** Counts the messages of a queue, with those that are hidden for a moment because someone looks at them. */
async function readQueue(name: DeadLetterQueueName, QueueUrl: string, queues: QueuesClient): Promise<DeadLetterQueue> {
  try {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes = {} } = await queues.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
    );
    return { name, messages: AttributeNames.reduce((sum, each) => sum + Number(Attributes[each] ?? 0), 0) };
  } catch (error) {
    return { name, error: String(error) };
  }
}

async function failAfter(
  span: TimeSpan,
  read: Promise<DeadLetterQueue>,
  name: DeadLetterQueueName,
): Promise<DeadLetterQueue> {
  let alarm: NodeJS.Timeout | undefined;
  const late = new Promise<DeadLetterQueue>((resolve) => {
    alarm = setTimeout(() => resolve({ name, error: `SQS did not answer within ${span / SECOND} s` }), span);
  });
  return Promise.race([read, late]).finally(() => clearTimeout(alarm));
}

/** The limits of a request for messages: for how long it hides them, and how long it waits for some. */
interface ReceiveLimits {
  readonly hiddenSeconds: number;
  readonly waitSeconds: number;
}

async function receive(
  QueueUrl: string,
  { hiddenSeconds, waitSeconds }: ReceiveLimits,
  queues: QueuesClient,
): Promise<readonly Message[]> {
  const { Messages = [] } = await queues.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: MAX_RECEIVED,
      VisibilityTimeout: hiddenSeconds,
      // A request that waits asks all servers of SQS; one that does not asks some, and may miss the messages of others.
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: [
        'SentTimestamp',
        'ApproximateReceiveCount',
        'ApproximateFirstReceiveTimestamp',
        'DeadLetterQueueSourceArn',
      ],
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
}

async function receiveSample(url: string, queues: QueuesClient): Promise<readonly Message[]> {
  const byId = new Map<string | undefined, Message>();
  for (let requests = 0; requests < MAX_SAMPLE_REQUESTS && byId.size < MAX_SAMPLE; requests += 1) {
    const limits = { hiddenSeconds: SAMPLE_HIDDEN_SECONDS, waitSeconds: requests === 0 ? 1 : 0 };
    const messages = await receive(url, limits, queues);
    if (messages.length === 0) break;
    for (const message of messages) byId.set(message.MessageId, message);
  }
  return [...byId.values()].slice(0, MAX_SAMPLE);
}

function toDeadLetter(message: Message, destination: string | undefined): DeadLetter {
  const { MessageId = '', Body = '', Attributes = {} } = message;
  const { SentTimestamp, ApproximateReceiveCount, ApproximateFirstReceiveTimestamp } = Attributes;
  const [code, text] = [findText(message, CODE_ATTRIBUTES), findText(message, MESSAGE_ATTRIBUTES)];
  return {
    id: MessageId,
    ...(SentTimestamp !== undefined && { at: Number(SentTimestamp) }),
    attempts: Number(ApproximateReceiveCount ?? 0),
    ...(ApproximateFirstReceiveTimestamp !== undefined && {
      firstReceivedAt: Number(ApproximateFirstReceiveTimestamp),
    }),
    ...(code !== undefined && { code }),
    ...(text !== undefined && { message: text }),
    body: Body,
    canRetry: destination !== undefined,
  };
}

function findText({ MessageAttributes = {} }: Message, names: readonly string[]): string | undefined {
  const name = names.find((each) => MessageAttributes[each]?.StringValue !== undefined);
  return name === undefined ? undefined : MessageAttributes[name]?.StringValue;
}

/**
 * Returns the URL of the queue that a message came from: the one from which SQS moved it, or to which EventBridge could not deliver it.
 * A message that the connector gave up with a reason came from none, and neither did what EventBridge could not deliver to a function.
 */
function findDestination(message: Message, { url, sourceUrl }: DeadLetterQueueUrls): string | undefined {
  const arn = message.Attributes?.['DeadLetterQueueSourceArn'] ?? findText(message, ['TARGET_ARN']);
  if (arn === undefined) return sourceUrl;
  const [, , service, , , queue] = arn.split(':');
  // All queues of an installation are in one account and region.
  return service === 'sqs' && queue !== undefined ? replaceQueueName(url, queue) : undefined;
}

async function retryAll(
  dead: DeadLetterQueueUrls,
  { queues, hasTimeLeft }: AwsDeadLetterQueuesDeps,
): Promise<DeadLetterRetry> {
  const send = createReturn(queues);
  let [retried, left] = [0, 0];
  const failures: unknown[] = [];
  const work = async (): Promise<boolean> => {
    while (hasTimeLeft()) {
      const messages = await receive(dead.url, { hiddenSeconds: RETRY_HIDDEN_SECONDS, waitSeconds: 1 }, queues);
      if (messages.length === 0) return true;
      const returned = await returnMessages(messages, dead, { queues, send });
      retried += returned.taken;
      left += messages.length - returned.taken;
      failures.push(...returned.failures);
    }
    return false;
  };
  const ends = await Promise.allSettled(Array.from({ length: MAX_CONCURRENCY }, work));
  for (const end of ends) if (end.status === 'rejected') failures.push(end.reason);
  // A message that is not taken holds up no other. The call after the last one that put something again says why.
  if (retried === 0 && failures.length > 0) throw failures[0];
  const isDone = failures.length === 0 && ends.every((end) => end.status === 'fulfilled' && end.value);
  return { retried, left, isDone };
}

type Return = (message: Message, destination: string) => Promise<void>;

/** Creates the function that sends a message to the queue that it came from, with the attributes that it had there. */
function createReturn(queues: QueuesClient): Return {
  const senders = new Map<string, SendEntry>();
  return ({ Body = '', MessageAttributes = {} }, destination) => {
    const send =
      senders.get(destination) ?? createEntrySender({ queues, queueUrl: destination, content: 'dead letters' });
    senders.set(destination, send);
    const kept = Object.entries(MessageAttributes).filter(([name]) => !DROPPED_ATTRIBUTES.has(name));
    return send({ MessageBody: Body, MessageAttributes: Object.fromEntries(kept.map(copyAttribute)) });
  };
}

function copyAttribute([name, { DataType, StringValue, BinaryValue }]: [string, MessageAttributeValue]) {
  return [name, { DataType, ...(StringValue !== undefined ? { StringValue } : { BinaryValue }) }] as const;
}

/** Sends messages to where they came from, and deletes those that were taken. Returns their number, and why others were not taken. */
async function returnMessages(
  messages: readonly Message[],
  dead: DeadLetterQueueUrls,
  { queues, send }: { readonly queues: QueuesClient; readonly send: Return },
): Promise<{ readonly taken: number; readonly failures: readonly unknown[] }> {
  const returning = messages.flatMap((message) => {
    const destination = findDestination(message, dead);
    return destination === undefined ? [] : [{ message, destination }];
  });
  const outcomes = await Promise.allSettled(returning.map(({ message, destination }) => send(message, destination)));
  const taken = returning.filter((_, index) => outcomes[index]?.status === 'fulfilled');
  // One that is not deleted comes again, and is put again: a repeat does no harm.
  if (taken.length > 0)
    await queues.send(
      new DeleteMessageBatchCommand({
        QueueUrl: dead.url,
        Entries: taken.map(({ message }, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle })),
      }),
    );
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  return { taken: taken.length, failures };
}
