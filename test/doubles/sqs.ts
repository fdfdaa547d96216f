import { randomUUID } from 'node:crypto';
import {
  BatchRequestTooLong,
  type ChangeMessageVisibilityCommand,
  type ChangeMessageVisibilityCommandOutput,
  DeleteMessageBatchCommand,
  type DeleteMessageBatchCommandOutput,
  GetQueueAttributesCommand,
  type GetQueueAttributesCommandOutput,
  InvalidMessageContents,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  type ReceiveMessageCommandOutput,
  SendMessageBatchCommand,
  type SendMessageBatchCommandOutput,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  type SendMessageCommandOutput,
  SQSServiceException,
  TooManyEntriesInBatchRequest,
} from '@aws-sdk/client-sqs';
import type { QueuesClient } from '../../adapters/aws/client-interfaces.ts';
import { onlyKnown } from './only-known.ts';
import { type ReceivableMessage, ReceivedMessages } from './received-messages.ts';
import { type Around, straight, type Tally } from './tally.ts';

/** A message that was sent, with its attributes and its delay. */
export interface StandInMessage extends ReceivableMessage {
  /** The seconds for which it is hidden after it was sent. */
  readonly delaySeconds?: number;
}

/** A change of the time for which a message that was received stays hidden. */
export interface VisibilityChange {
  readonly queueUrl: string;
  readonly receiptHandle: string;
  readonly seconds: number;
}

type Asked =
  | SendMessageCommand
  | SendMessageBatchCommand
  | ChangeMessageVisibilityCommand
  | ReceiveMessageCommand
  | DeleteMessageBatchCommand
  | GetQueueAttributesCommand;
type Answer =
  | SendMessageCommandOutput
  | SendMessageBatchCommandOutput
  | ChangeMessageVisibilityCommandOutput
  | ReceiveMessageCommandOutput
  | DeleteMessageBatchCommandOutput
  | GetQueueAttributesCommandOutput;

/** The maximum size of a message, and of a batch of ten. */
const MAX_BYTES = 1024 * 1024;
const MAX_ENTRIES = 10;
/** The longest time that a message can stay hidden, in seconds. */
const MAX_HIDDEN_SECONDS = 12 * 60 * 60;
/** The size that SQS bills as one request. */
const BILLED = 64 * 1024;

/** An in-memory SQS: queues by their URL, with their messages in order. */
export class StandInSQS {
  /** The changes of visibility, in order, for a queue that messages are received from. */
  readonly visibilityChanges: VisibilityChange[] = [];
  /** The messages that someone received and did not delete. */
  readonly received = new ReceivedMessages();
  readonly #queues: ReadonlyMap<string, StandInMessage[]>;
  readonly #tally: Tally;

  constructor(urls: readonly string[], tally: Tally) {
    this.#queues = new Map(urls.map((url) => [url, []]));
    this.#tally = tally;
  }

  /** Creates a client of it. */
  client(around: Around = straight): QueuesClient {
    return new StandInQueues((command) => around(nameOf(command), () => this.#answer(command)));
  }

  /** Returns the messages in a queue, the oldest first. */
  in(url: string): StandInMessage[] {
    const queue = this.#queues.get(url);
    if (queue === undefined) throw new QueueDoesNotExist({ message: `no queue ${url}`, $metadata: {} });
    return queue;
  }

  #answer(command: Asked): Answer {
    if (command instanceof SendMessageBatchCommand) return this.#sendAll(command);
    if (command instanceof SendMessageCommand) return this.#send(command);
    if (command instanceof ReceiveMessageCommand || command instanceof DeleteMessageBatchCommand)
      return this.#answerReader(command);
    return command instanceof GetQueueAttributesCommand ? this.#count(command) : this.#changeVisibility(command);
  }

  #answerReader(command: ReceiveMessageCommand | DeleteMessageBatchCommand) {
    const { QueueUrl = '' } = command.input;
    this.#bill(`${command instanceof ReceiveMessageCommand ? 'ReceiveMessage' : 'DeleteMessageBatch'} ${QueueUrl}`, 0);
    const queue = this.in(QueueUrl);
    return command instanceof ReceiveMessageCommand
      ? this.received.receive(queue, command)
      : this.received.deleteAll(queue, command);
  }

  #count(command: GetQueueAttributesCommand): GetQueueAttributesCommandOutput {
    const { QueueUrl = '' } = command.input;
    this.#bill(`GetQueueAttributes ${QueueUrl}`, 0);
    return this.received.count(this.in(QueueUrl), command);
  }

  #send({ input }: SendMessageCommand): SendMessageCommandOutput {
    onlyKnown(input, ['QueueUrl', 'MessageBody', 'MessageAttributes', 'DelaySeconds']);
    const { QueueUrl = '', MessageBody = '', MessageAttributes = {}, DelaySeconds } = input;
    const bytes = sizeOf({ Id: '1', MessageBody, MessageAttributes });
    this.#bill(`SendMessage ${QueueUrl}`, bytes);
    if (bytes < 1 || bytes > MAX_BYTES)
      throw invalid('One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.');
    const texts = Object.values(MessageAttributes).map(({ StringValue = '' }) => StringValue);
    if (![MessageBody, ...texts].every((text) => TAKEN.test(text)))
      throw new InvalidMessageContents({ message: 'Invalid characters found', $metadata: {} });
    if (DelaySeconds !== undefined && !isDelay(DelaySeconds))
      throw invalid(`Value ${DelaySeconds} for parameter DelaySeconds is invalid.`);
    const delay = DelaySeconds === undefined ? {} : { delaySeconds: DelaySeconds };
    this.in(QueueUrl).push({ body: MessageBody, attributes: MessageAttributes, ...delay });
    return { $metadata: {}, MessageId: randomUUID() };
  }

  #sendAll({ input }: SendMessageBatchCommand): SendMessageBatchCommandOutput {
    onlyKnown(input, ['QueueUrl', 'Entries']);
    const { QueueUrl = '', Entries = [] } = input;
    const bytes = Entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    this.#bill(`SendMessageBatch ${QueueUrl}`, bytes);
    if (Entries.length < 1 || Entries.length > MAX_ENTRIES)
      throw new TooManyEntriesInBatchRequest({ message: 'expected 1 to 10 entries', $metadata: {} });
    if (bytes > MAX_BYTES) throw new BatchRequestTooLong({ message: 'expected at most 1 MiB', $metadata: {} });
    const Failed = [];
    const Successful = [];
    for (const entry of Entries) {
      onlyKnown(entry, ['Id', 'MessageBody', 'MessageAttributes']);
      const { Id, MessageBody = '', MessageAttributes = {} } = entry;
      if (!TAKEN.test(MessageBody)) {
        Failed.push({ Id, SenderFault: true, Code: 'InvalidMessageContents', Message: 'Invalid characters found' });
        continue;
      }
      this.in(QueueUrl).push({ body: MessageBody, attributes: MessageAttributes });
      Successful.push({ Id, MessageId: randomUUID(), MD5OfMessageBody: 'any' });
    }
    return { $metadata: {}, Successful, Failed };
  }

  #changeVisibility({ input }: ChangeMessageVisibilityCommand): ChangeMessageVisibilityCommandOutput {
    onlyKnown(input, ['QueueUrl', 'ReceiptHandle', 'VisibilityTimeout']);
    const { QueueUrl = '', ReceiptHandle = '', VisibilityTimeout = -1 } = input;
    this.#bill(`ChangeMessageVisibility ${QueueUrl}`, 0);
    const isInRange = VisibilityTimeout >= 0 && VisibilityTimeout <= MAX_HIDDEN_SECONDS;
    if (!Number.isInteger(VisibilityTimeout) || !isInRange)
      throw invalid(`Value ${VisibilityTimeout} for parameter VisibilityTimeout is invalid.`);
    this.visibilityChanges.push({ queueUrl: QueueUrl, receiptHandle: ReceiptHandle, seconds: VisibilityTimeout });
    return { $metadata: {} };
  }

  #bill(kind: string, bytes: number): void {
    this.#tally.add(`SQS ${kind}`, Math.max(1, Math.ceil(bytes / BILLED)));
  }
}

/** Returns whether SQS takes a delay: whole seconds, at most 15 minutes. */
const isDelay = (seconds: number) => Number.isInteger(seconds) && seconds >= 0 && seconds <= 900;

class StandInQueues implements QueuesClient {
  readonly #ask: (command: Asked) => Promise<Answer>;

  constructor(ask: (command: Asked) => Promise<Answer>) {
    this.#ask = ask;
  }

  send(command: SendMessageCommand): Promise<SendMessageCommandOutput>;
  send(command: SendMessageBatchCommand): Promise<SendMessageBatchCommandOutput>;
  send(command: ChangeMessageVisibilityCommand): Promise<ChangeMessageVisibilityCommandOutput>;
  send(command: ReceiveMessageCommand): Promise<ReceiveMessageCommandOutput>;
  send(command: DeleteMessageBatchCommand): Promise<DeleteMessageBatchCommandOutput>;
  send(command: GetQueueAttributesCommand): Promise<GetQueueAttributesCommandOutput>;
  send(command: Asked): Promise<Answer> {
    return this.#ask(command);
  }
}

/** The characters that a message may contain. */
const TAKEN = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;

function nameOf(command: Asked): string {
  return `${command.constructor.name.replace(/Command$/, '')} ${command.input.QueueUrl}`;
}

/** Computes the size of a message, with the names, types and values of its attributes. */
function sizeOf({ MessageBody = '', MessageAttributes = {} }: SendMessageBatchRequestEntry): number {
  const attributes = Object.entries(MessageAttributes).flatMap(([name, value]) => [
    name,
    value.DataType ?? '',
    value.StringValue ?? '',
  ]);
  return [MessageBody, ...attributes].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function invalid(message: string): SQSServiceException {
  return new SQSServiceException({ name: 'InvalidParameterValue', message, $fault: 'client', $metadata: {} });
}
