import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Container } from './container.ts';
import { defineHandler } from './define-handler.ts';

/** Works off a queue: each message by itself, side by side. Those that break are given back alone, and come again. */
export function defineQueueHandler(work: (record: SQSRecord, container: Container, context: Context) => Promise<void>) {
  return defineBatchHandler(() => work);
}

/** The same, for work that keeps something for as long as a batch takes. */
export function defineBatchHandler(
  createWork: (container: Container) => (record: SQSRecord, container: Container, context: Context) => Promise<void>,
) {
  return defineHandler<SQSEvent, SQSBatchResponse>((container) => async (event, context) => {
    const work = createWork(container);
    const processRecord = async (record: SQSRecord): Promise<void> => {
      try {
        await work(record, container, context);
      } catch (error) {
        // The queue tells of a message only that it came back: why is said here.
        container.services.log.warn('MESSAGE_FAILED', { messageId: record.messageId, error: String(error) });
        throw error;
      }
    };
    return processPartialResponse(event, processRecord, new BatchProcessor(EventType.SQS), {
      throwOnFullBatchFailure: false,
    });
  });
}
