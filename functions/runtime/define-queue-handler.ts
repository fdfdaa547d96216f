import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Container } from './container.ts';
import { defineHandler } from './define-handler.ts';
import { returnToQueue } from './return-to-queue.ts';

/** Defines the handler of a queue. It processes the messages of a batch at the same time; only those that fail go back, and are delivered again within seconds. */
export function defineQueueHandler(work: (record: SQSRecord, container: Container, context: Context) => Promise<void>) {
  return defineBatchHandler(() => work);
}

/** Defines the handler of a queue whose work shares state among the messages of a batch, and may depend on their number. */
export function defineBatchHandler(
  createWork: (
    container: Container,
    batchLength: number,
  ) => (record: SQSRecord, container: Container, context: Context) => Promise<void>,
) {
  return defineHandler<SQSEvent, SQSBatchResponse>((container) => async (event, context) => {
    const work = createWork(container, event.Records.length);
    const processRecord = async (record: SQSRecord): Promise<void> => {
      try {
        await work(record, container, context);
      } catch (error) {
        await returnToQueue(record, error, container);
        throw error;
      }
    };
    return processPartialResponse(event, processRecord, new BatchProcessor(EventType.SQS), {
      throwOnFullBatchFailure: false,
    });
  });
}
