import type { DeadLetterQueueName } from './contracts/dead-letter-queues.ts';
import type { Instant } from './contracts/instant.ts';

/** A dead-letter queue: about how many messages it has, or why that cannot be read. */
export type DeadLetterQueue = { readonly name: DeadLetterQueueName } & (
  | { readonly messages: number }
  | { readonly error: string }
);

/** A message that was given up, or whose processing keeps failing. */
export interface DeadLetter {
  readonly id: string;
  /** The instant at which it was put into its first queue, or into this one by what gave it up; absent if that cannot be read. */
  readonly at?: Instant;
  /** The number of times that it was received or tried. */
  readonly attempts: number;
  readonly firstReceivedAt?: Instant;
  /** The instant of the next attempt; absent where nothing is tried again by itself. */
  readonly nextAttemptAt?: Instant;
  /** The reason, as far as it came with the message. */
  readonly code?: string;
  readonly message?: string;
  readonly body: string;
  /** True if a retry puts it again; otherwise a retry leaves it where it is. */
  readonly canRetry: boolean;
}

/** The result of a retry: how many messages were put again and left, and whether all were looked at. */
export interface DeadLetterRetry {
  readonly retried: number;
  readonly left: number;
  readonly isDone: boolean;
}

/** The maximum number of messages of a sample. */
export const MAX_SAMPLE = 10;

/** The dead-letter queues of an installation, for operators. Nothing of it deletes a message that was not put again. */
export interface DeadLetterQueues {
  /** Returns the names of the queues that the installation has. */
  listNames(): Promise<readonly DeadLetterQueueName[]>;
  /** Returns each queue with its number of messages. One that cannot be read does not fail the others. */
  list(): Promise<readonly DeadLetterQueue[]>;
  /** Returns up to ten messages of a queue. It changes nothing. */
  sample(name: DeadLetterQueueName): Promise<readonly DeadLetter[]>;
  /** Puts the messages of a queue again, as many as a call has time for. A repeat does no harm (R49, R60). */
  retry(name: DeadLetterQueueName): Promise<DeadLetterRetry>;
}
