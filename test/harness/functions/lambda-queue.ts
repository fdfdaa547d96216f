import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Instant } from '../../../core/contracts/instant.ts';
import { MAX_DELIVERIES } from '../../../core/contracts/redelivery.ts';
import { SECOND, type TimeSpan } from '../../../core/contracts/time-span.ts';
import type { StandInMessage, VisibilityChange } from '../../doubles/sqs.ts';
import { record } from './in-container.ts';

/** The visibility timeout of a queue, and the maximum number of messages in a batch. */
export interface LambdaQueueProps {
  readonly visibilityTimeout: TimeSpan;
  readonly batchSize: number;
  /** The maximum number of deliveries of a message; absent: that of the queues of events. */
  readonly maxDeliveries?: number | undefined;
}

interface Held {
  readonly id: string;
  readonly message: StandInMessage;
  readonly sentAt: Instant;
  deliveries: number;
  receiptHandle: string;
  visibleAt: Instant;
}

/** The maximum size of a synchronous call of a Lambda function: a batch ends before it. */
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/**
 * A queue that Lambda polls, in virtual time: it hides the messages of a batch, deletes those that were processed, delivers the others
 * again when they are visible, and makes dead letters of those that failed too often.
 */
export class LambdaQueue {
  readonly deadLetters: StandInMessage[] = [];
  readonly #props: LambdaQueueProps;
  readonly #held = new Map<string, Held>();
  #sent = 0;

  constructor(props: LambdaQueueProps) {
    this.#props = props;
  }

  /** The earliest instant at which a message is visible; undefined if there are none. */
  get nextVisibleAt(): Instant | undefined {
    const instants = [...this.#held.values()].map(({ visibleAt }) => visibleAt);
    return instants.length === 0 ? undefined : Math.min(...instants);
  }

  /** Puts a message into the queue, and returns its id. */
  send(message: StandInMessage, sentAt: Instant): string {
    const id = `message ${this.#sent++}`;
    this.#held.set(id, { id, message, sentAt, deliveries: 0, receiptHandle: '', visibleAt: sentAt });
    return id;
  }

  /** Takes a batch of visible messages, and hides them for the visibility timeout. */
  receive(now: Instant): SQSRecord[] {
    const records: SQSRecord[] = [];
    for (const held of this.#held.values()) {
      if (held.visibleAt > now || records.length === this.#props.batchSize) continue;
      if (held.deliveries >= (this.#props.maxDeliveries ?? MAX_DELIVERIES)) {
        this.#held.delete(held.id);
        this.deadLetters.push(held.message);
        continue;
      }
      const next = toRecord(held);
      if (Buffer.byteLength(JSON.stringify({ Records: [...records, next] })) > MAX_PAYLOAD_BYTES) break;
      records.push(next);
    }
    for (const { messageId, receiptHandle } of records) {
      const held = this.#held.get(messageId);
      if (held === undefined) continue;
      held.deliveries += 1;
      Object.assign(held, { receiptHandle, visibleAt: now + this.#props.visibilityTimeout });
    }
    return records;
  }

  /** Hides the message of a receipt for another time, counted from now. Returns false if it was received again since then. */
  changeVisibility({ receiptHandle, seconds }: VisibilityChange, now: Instant): boolean {
    const held = [...this.#held.values()].find((each) => each.receiptHandle === receiptHandle);
    if (held === undefined) return false;
    held.visibleAt = now + seconds * SECOND;
    return true;
  }

  /** Deletes the messages of a batch, without those that the response lists as failed. Returns those that were deleted. */
  finish(records: readonly SQSRecord[], { batchItemFailures }: SQSBatchResponse): SQSRecord[] {
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const processed = records.filter(({ messageId }) => !failed.has(messageId));
    for (const { messageId } of processed) this.#held.delete(messageId);
    return processed;
  }
}

function toRecord({ id, message, sentAt, deliveries }: Held): SQSRecord {
  const { body, attributes } = message;
  const receiptHandle = `${id}, delivery ${deliveries + 1}`;
  return { ...record(body, { times: deliveries + 1, sentAt, attributes }), messageId: id, receiptHandle };
}

/** A handler of a Lambda function that processes batches. */
export type BatchHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
