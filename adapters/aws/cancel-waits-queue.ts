import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Wave } from '../../core/contracts/wave.ts';
import type { QueuesClient } from './client-interfaces.ts';

/** What is left to end: the waits of a wave, or those of a publication's waves. */
export type CancelWaitsMessage = { readonly cursor?: string } & (
  | { readonly wave: Wave; readonly reason: string }
  | { readonly campaignId: string; readonly publication: number }
);

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
