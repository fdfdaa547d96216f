import * as v from 'valibot';
import { DEAD_LETTER_QUEUES } from '../../core/contracts/dead-letter-queues.ts';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';
import { countSchema } from './page.ts';

const nameSchema = v.picklist(DEAD_LETTER_QUEUES);

/** The schema of a dead-letter queue. */
export const deadLetterQueueSchema = v.object({
  name: nameSchema,
  /** The impact on users of what lies in it. */
  impact: v.string(),
  /** About how many messages it has; absent if the queue could not be read. */
  messages: v.optional(countSchema),
  /** The reason why the queue could not be read. */
  error: v.optional(v.string()),
});

/** A dead-letter queue as the HTTP interface returns it. */
export type DeadLetterQueueView = v.InferOutput<typeof deadLetterQueueSchema>;

/** The schema of the dead-letter queues of an installation. */
export const deadLetterQueueListSchema = v.object({ queues: v.array(deadLetterQueueSchema) });

/** The schema of a dead letter. */
export const deadLetterSchema = v.object({
  id: v.string(),
  /** The instant at which it was put into its first queue, or into this one by what gave it up. */
  at: v.optional(instantTextSchema),
  /** The number of times that it was received or tried. */
  attempts: countSchema,
  firstReceivedAt: v.optional(instantTextSchema),
  /** The instant of the next attempt, where it is still tried. */
  nextAttemptAt: v.optional(instantTextSchema),
  /** The reason, if it came with the message. */
  code: v.optional(v.string()),
  message: v.optional(v.string()),
  /** The users and events that it names in the usual places. */
  userIds: v.array(v.string()),
  eventIds: v.array(v.string()),
  /** The body: as JSON if it is some, else as text; if it was cut, the beginning of its text. */
  body: v.unknown(),
  /** True if the body was cut: it was over 64 KiB. */
  cut: v.optional(v.literal(true)),
  /** The size of the body before it was cut. */
  bytes: v.optional(countSchema),
  /** True if a retry puts it again; otherwise a retry leaves it. */
  canRetry: v.boolean(),
});

/** A dead letter as the HTTP interface returns it. */
export type DeadLetterView = v.InferOutput<typeof deadLetterSchema>;

/** The schema of a sample of the messages of a dead-letter queue. */
export const deadLetterSampleSchema = v.object({ name: nameSchema, sample: v.array(deadLetterSchema) });

/** The schema of the result of a retry of a dead-letter queue. */
export const deadLetterRetrySchema = v.object({
  /** The number of messages that this call put again. */
  retried: countSchema,
  /** The number of messages that it looked at and left. */
  left: countSchema,
  /** False if messages may remain that it did not look at: call again. */
  isDone: v.boolean(),
});
