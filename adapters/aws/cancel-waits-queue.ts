import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Wave } from '../../core/contracts/wave.ts';
import type { QueuesClient } from './client-interfaces.ts';

/** A message of the queue: the waits to cancel, of one wave or of all waves of a publication. */
export type CancelWaitsMessage = { readonly cursor?: string } & (
  | { readonly wave: Wave; readonly reason: string }
  | { readonly campaignId: string; readonly publication: number }
);

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
