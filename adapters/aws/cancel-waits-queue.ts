import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { CancelWaitsMessage } from '../../core/contracts/cancel-waits.ts';
import type { QueuesClient } from './client-interfaces.ts';

/** Leaves the end of waits to whoever works off the queue of endings. */
export interface CancelWaitsQueue {
  send(message: CancelWaitsMessage): Promise<void>;
}

/** The queue of endings. */
export function createCancelWaitsQueue(queues: QueuesClient, queueUrl: string): CancelWaitsQueue {
  return {
    async send(message) {
      await queues.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }));
    },
  };
}
