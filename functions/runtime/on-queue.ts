import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { door } from './door.ts';
import type { World } from './world.ts';

/** Works off a queue: each message by itself, side by side. Those that break are given back alone, and come again. */
export function onQueue(work: (record: SQSRecord, world: World, context: Context) => Promise<void>) {
  return onBatch(() => work);
}

/** The same, for work that keeps something for as long as a batch takes. */
export function onBatch(begin: (world: World) => (record: SQSRecord, world: World, context: Context) => Promise<void>) {
  return door<SQSEvent, SQSBatchResponse>((world) => async (event, context) => {
    const work = begin(world);
    const each = async (record: SQSRecord): Promise<void> => {
      try {
        await work(record, world, context);
      } catch (error) {
        // The queue tells of a message only that it came back: why is said here.
        world.services.log.warn('MESSAGE_BROKE', { messageId: record.messageId, error: String(error) });
        throw error;
      }
    };
    return processPartialResponse(event, each, new BatchProcessor(EventType.SQS), { throwOnFullBatchFailure: false });
  });
}
