import { randomUUID } from 'node:crypto';
import {
  InvalidMessageContents,
  QueueDoesNotExist,
  type SendMessageCommand,
  type SendMessageCommandOutput,
  SQSServiceException,
} from '@aws-sdk/client-sqs';
import type { Queues } from '../../adapters/aws/asks.ts';
import { onlyKnown } from './only-known.ts';
import { type Around, straight, type Tally } from './tally.ts';

/** What a queue takes unless it is told otherwise. */
const MOST_BYTES = 256 * 1024;
/** SQS bills a request for each 64 KB. */
const BILLED = 64 * 1024;

/** SQS in memory: queues by their URL, and the bodies sent to them, in order. */
export class StandInSQS {
  readonly #queues: ReadonlyMap<string, string[]>;
  readonly #tally: Tally;

  constructor(urls: readonly string[], tally: Tally) {
    this.#queues = new Map(urls.map((url) => [url, []]));
    this.#tally = tally;
  }

  /** A client of it. */
  client(around: Around = straight): Queues {
    return { send: (command) => around(`SendMessage ${command.input.QueueUrl}`, () => this.#send(command)) };
  }

  /** The bodies in a queue, the oldest first. */
  in(url: string): string[] {
    const queue = this.#queues.get(url);
    if (queue === undefined) throw new QueueDoesNotExist({ message: `no queue ${url}`, $metadata: {} });
    return queue;
  }

  #send({ input }: SendMessageCommand): SendMessageCommandOutput {
    onlyKnown(input, ['QueueUrl', 'MessageBody']);
    const { QueueUrl = '', MessageBody = '' } = input;
    const bytes = Buffer.byteLength(MessageBody);
    this.#tally.add(`SQS SendMessage ${QueueUrl}`, Math.max(1, Math.ceil(bytes / BILLED)));
    if (bytes < 1 || bytes > MOST_BYTES)
      throw invalid('One or more parameters are invalid. Reason: Message must be shorter than 262144 bytes.');
    if (!TAKEN.test(MessageBody))
      throw new InvalidMessageContents({ message: 'Invalid characters found', $metadata: {} });
    this.in(QueueUrl).push(MessageBody);
    return { $metadata: {}, MessageId: randomUUID() };
  }
}

/** The characters that a message may hold. */
const TAKEN = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;

function invalid(message: string): SQSServiceException {
  return new SQSServiceException({ name: 'InvalidParameterValue', message, $fault: 'client', $metadata: {} });
}
