import { randomUUID } from 'node:crypto';
import type {
  DeleteMessageBatchCommand,
  DeleteMessageBatchCommandOutput,
  GetQueueAttributesCommand,
  GetQueueAttributesCommandOutput,
  Message,
  MessageAttributeValue,
  ReceiveMessageCommand,
  ReceiveMessageCommandOutput,
} from '@aws-sdk/client-sqs';
import { onlyKnown } from './only-known.ts';

/** A message that can be received. */
export interface ReceivableMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  /** The instant at which it was sent, and the queue from which SQS moved it. */
  readonly sentAt?: number;
  readonly sourceArn?: string;
}

/** A message that was received: its id, its receipt, and whether it is hidden. */
interface Received {
  readonly id: string;
  receipt: string;
  count: number;
  isHidden: boolean;
}

/** The messages of a stand-in's queues that someone received. */
export class ReceivedMessages {
  readonly #received = new Map<ReceivableMessage, Received>();

  /** Receives the first messages of a queue that are not hidden, and hides them unless the time for it is zero. */
  receive(queue: readonly ReceivableMessage[], { input }: ReceiveMessageCommand): ReceiveMessageCommandOutput {
    const {
      MaxNumberOfMessages: max = 1,
      VisibilityTimeout: seconds = 30,
      WaitTimeSeconds: wait = 0,
      ...others
    } = input;
    onlyKnown(others, ['QueueUrl', 'MessageSystemAttributeNames', 'MessageAttributeNames']);
    if (max < 1 || max > 10 || seconds < 0 || seconds > 43_200 || wait < 0 || wait > 20)
      throw new Error('stand-in: expected 1 to 10 messages, hidden for at most 12 hours, after at most 20 s');
    const shown = queue.filter((each) => this.#received.get(each)?.isHidden !== true).slice(0, max);
    const names: readonly string[] = input.MessageSystemAttributeNames ?? [];
    const hasAttributes = input.MessageAttributeNames?.includes('All') === true;
    return { $metadata: {}, Messages: shown.map((each) => this.#toMessage(each, { seconds, names, hasAttributes })) };
  }

  /** Deletes messages by their receipts. A receipt of an earlier receive deletes nothing. */
  deleteAll(queue: ReceivableMessage[], { input }: DeleteMessageBatchCommand): DeleteMessageBatchCommandOutput {
    onlyKnown(input, ['QueueUrl', 'Entries']);
    const [Successful, Failed]: [{ Id: string | undefined }[], DeleteMessageBatchCommandOutput['Failed'] & object] = [
      [],
      [],
    ];
    for (const { Id, ReceiptHandle } of input.Entries ?? []) {
      const index = queue.findIndex((each) => this.#received.get(each)?.receipt === ReceiptHandle);
      if (index >= 0) queue.splice(index, 1);
      if (index >= 0) Successful.push({ Id });
      else Failed.push({ Id, SenderFault: true, Code: 'ReceiptHandleIsInvalid' });
    }
    return { $metadata: {}, Successful, Failed };
  }

  /** Counts the messages of a queue. */
  count(queue: readonly ReceivableMessage[], { input }: GetQueueAttributesCommand): GetQueueAttributesCommandOutput {
    onlyKnown(input, ['QueueUrl', 'AttributeNames']);
    const hidden = queue.filter((each) => this.#received.get(each)?.isHidden === true).length;
    const all: Readonly<Record<string, number>> = {
      ApproximateNumberOfMessages: queue.length - hidden,
      ApproximateNumberOfMessagesNotVisible: hidden,
    };
    const asked = (input.AttributeNames ?? []).map((name) => [name, String(all[name])]);
    return { $metadata: {}, Attributes: Object.fromEntries(asked) };
  }

  /** Shows all hidden messages again, as if their time had passed. */
  showAll(): void {
    for (const each of this.#received.values()) each.isHidden = false;
  }

  #toMessage(
    message: ReceivableMessage,
    { seconds, names, hasAttributes }: { seconds: number; names: readonly string[]; hasAttributes: boolean },
  ): Message {
    const received = this.#received.get(message) ?? { id: randomUUID(), receipt: '', count: 0, isHidden: false };
    this.#received.set(message, received);
    received.count += 1;
    received.receipt = randomUUID();
    received.isHidden = seconds > 0;
    const system: Readonly<Record<string, string | undefined>> = {
      SentTimestamp: String(message.sentAt ?? 0),
      ApproximateReceiveCount: String(received.count),
      ApproximateFirstReceiveTimestamp: String(message.sentAt ?? 0),
      DeadLetterQueueSourceArn: message.sourceArn,
    };
    return {
      MessageId: received.id,
      ReceiptHandle: received.receipt,
      Body: message.body,
      Attributes: Object.fromEntries(
        names.flatMap((name) => (system[name] === undefined ? [] : [[name, system[name]]])),
      ),
      ...(hasAttributes && { MessageAttributes: { ...message.attributes } }),
    };
  }
}
