import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { QueuesClient } from './client-interfaces.ts';
import { replaceRefusedCharacters } from './replace-refused-characters.ts';

/** The dead-letter queue of a function, to which it sends what it gave up. */
export interface DeadLetters {
  /** Sends a message with the reason for which it was given up, under the names that EventBridge uses, too. */
  send(body: string, reason: { readonly code: string; readonly text: string }): Promise<void>;
}

const MAX_REASON_CHARACTERS = 1_000;

/** Creates the dead letters over SQS. */
export function createDeadLetters(queues: QueuesClient, QueueUrl: string): DeadLetters {
  const attribute = (text: string) => ({
    DataType: 'String',
    StringValue: replaceRefusedCharacters(text.slice(0, MAX_REASON_CHARACTERS)) || '?',
  });
  return {
    async send(MessageBody, { code, text }) {
      const MessageAttributes = { ERROR_CODE: attribute(code), ERROR_MESSAGE: attribute(text) };
      await queues.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
    },
  };
}
