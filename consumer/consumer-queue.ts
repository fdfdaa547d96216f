import type { SQSClient } from '@aws-sdk/client-sqs';
import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import { QUEUE_CLIENT_CONFIG } from './client-config.ts';
import type { ConsumerSettings } from './settings.ts';

/** The reason for which a message went to the dead-letter queue, under the names that EventBridge uses, too. */
export interface DeadLetterReason {
  readonly code: 'PERMANENT_ERROR' | 'RETRIES_EXHAUSTED';
  readonly error: string;
}

/** The queue of a consumer, with its dead-letter queue. */
export interface ConsumerQueue {
  /** Hides a message for a time, after which it is delivered again. */
  postpone(receiptHandle: string, delay: TimeSpan): Promise<void>;
  /** Sends a message to the dead-letter queue, with its reason. */
  sendToDeadLetters(body: string, reason: DeadLetterReason): Promise<void>;
}

const MAX_ERROR_CHARACTERS = 1_000;
/** The characters that SQS refuses. */
const REFUSED_CHARACTERS = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Creates the queue over SQS. The client is loaded when a message fails for the first time, because most never do. */
export function createConsumerQueue({ queueUrl, deadLettersUrl }: ConsumerSettings): ConsumerQueue {
  let loaded: Promise<{ client: SQSClient; sqs: typeof import('@aws-sdk/client-sqs') }> | undefined;
  const load = () => {
    loaded ??= import('@aws-sdk/client-sqs').then((sqs) => ({ sqs, client: new sqs.SQSClient(QUEUE_CLIENT_CONFIG) }));
    return loaded;
  };
  return {
    async postpone(ReceiptHandle, delay) {
      const { client, sqs } = await load();
      const VisibilityTimeout = Math.ceil(delay / SECOND);
      await client.send(
        new sqs.ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout }),
      );
    },
    async sendToDeadLetters(MessageBody, { code, error }) {
      const { client, sqs } = await load();
      const StringValue = error.slice(0, MAX_ERROR_CHARACTERS).replaceAll(REFUSED_CHARACTERS, '?') || '?';
      const MessageAttributes = {
        ERROR_CODE: { DataType: 'String', StringValue: code },
        ERROR_MESSAGE: { DataType: 'String', StringValue },
      };
      await client.send(new sqs.SendMessageCommand({ QueueUrl: deadLettersUrl, MessageBody, MessageAttributes }));
    },
  };
}
