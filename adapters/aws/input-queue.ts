import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { createMessageSender, type MessageSenderDeps } from './message-sender.ts';

/** The queue whose messages Lambda delivers to this function. */
export interface InputQueue {
  /** Makes the queue deliver a message again after a time, counted from now, instead of after its visibility timeout. */
  redeliverAfter(delay: TimeSpan, receiptHandle: string): Promise<void>;
  /** Puts an event of a pack, which failed while others were done, back as a message of its own. Throws if the queue does not accept it. */
  putAlone(body: string): Promise<void>;
}

/** Creates the input queue of a Lambda function. */
export function createInputQueue(deps: Omit<MessageSenderDeps, 'content'>): InputQueue {
  const { queues, queueUrl } = deps;
  return {
    async redeliverAfter(delay, receiptHandle) {
      const VisibilityTimeout = delay / SECOND;
      const input = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout };
      await queues.send(new ChangeMessageVisibilityCommand(input));
    },
    putAlone: createMessageSender({ ...deps, content: 'events' }),
  };
}
