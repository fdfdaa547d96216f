import type { SQSRecord } from 'aws-lambda';
import { getRedeliveryDelay } from '../../core/contracts/redelivery.ts';
import type { Container } from './container.ts';

/**
 * Logs why a message failed, since its queue does not keep that, and makes the queue deliver it again after seconds instead of after its
 * visibility timeout, which is six minutes and more. If that cannot be changed, the message comes after the timeout all the same.
 */
export async function returnToQueue(record: SQSRecord, error: unknown, { services }: Container): Promise<void> {
  const { log, inputQueue } = services;
  const { messageId, receiptHandle, attributes } = record;
  log.warn('MESSAGE_FAILED', { messageId, error: String(error) });
  const delay = getRedeliveryDelay(Number(attributes.ApproximateReceiveCount));
  await inputQueue
    .redeliverAfter(delay, receiptHandle)
    .catch((cause: unknown) => log.warn('REDELIVERY_LATE', { messageId, error: String(cause) }));
}
