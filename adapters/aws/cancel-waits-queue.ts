import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { CancelWaitsMessage } from '../../core/contracts/cancel-waits.ts';
import type { QueuesClient } from './client-interfaces.ts';

/** The queue of waits to cancel, which the handler end-waits reads. */
export interface CancelWaitsQueue {
  send(message: CancelWaitsMessage): Promise<void>;
}

/** Creates the queue of waits to cancel. */
export function createCancelWaitsQueue(queues: QueuesClient, queueUrl: string): CancelWaitsQueue {
  return {
    async send(message) {
      await queues.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }));
    },
  };
}
