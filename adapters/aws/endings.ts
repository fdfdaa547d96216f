import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Wave } from '../../core/contracts/wave.ts';
import type { Queues } from './asks.ts';

/** Leaves the end of a wave's waits to whoever works off the queue of endings. */
export interface Endings {
  endSoon(ending: { readonly wave: Wave; readonly reason: string; readonly cursor?: string }): Promise<void>;
}

/** The queue of endings. */
export function awsEndings(queues: Queues, queueUrl: string): Endings {
  return {
    async endSoon(ending) {
      await queues.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(ending) }));
    },
  };
}
