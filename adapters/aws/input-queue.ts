import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { QueuesClient } from './client-interfaces.ts';

/** The queue whose messages Lambda delivers to this function. */
export interface InputQueue {
  /** Makes the queue deliver a message again after a time, counted from now, instead of after its visibility timeout. */
  redeliverAfter(delay: TimeSpan, receiptHandle: string): Promise<void>;
}

/** Creates the input queue of a Lambda function. */
export function createInputQueue(queues: QueuesClient, queueUrl: string): InputQueue {
  return {
    async redeliverAfter(delay, receiptHandle) {
      const VisibilityTimeout = delay / SECOND;
      const input = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout };
      await queues.send(new ChangeMessageVisibilityCommand(input));
    },
  };
}
