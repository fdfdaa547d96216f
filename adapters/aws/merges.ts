import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { ErasureRequest } from '../../core/contracts/erasure-request.ts';
import { MINUTE, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { Clock, Merges } from '../../core/ports.ts';
import type { QueuesClient } from './client-interfaces.ts';

/** The longest delay of a message in a queue. */
const MAX_QUEUE_DELAY: TimeSpan = 15 * MINUTE;

/** The dependencies of the merges. */
export interface MergesDeps {
  readonly queues: QueuesClient;
  /** The queue of the handler that goes on with erasures, and with merges. */
  readonly queueUrl: string;
  readonly clock: Clock;
}

/** Creates the merges over the queue of erasures. */
export function createAwsMerges({ queues, queueUrl, clock }: MergesDeps): Merges {
  return {
    async schedule(userId, at) {
      const request: ErasureRequest = { userId, isMerge: true };
      const delay = Math.max(0, Math.min(at - clock.now(), MAX_QUEUE_DELAY));
      const DelaySeconds = Math.ceil(delay / SECOND);
      await queues.send(
        new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(request), DelaySeconds }),
      );
    },
  };
}
