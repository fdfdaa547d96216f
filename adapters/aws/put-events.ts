import type { PutEventsRequestEntry, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { createBatcher } from './batcher.ts';
import type { EventsClient } from './client-interfaces.ts';
import { retryUnprocessed } from './retry-unprocessed.ts';

/** The limits of a batch. EventBridge accepts ten entries and 1 MiB at a time, and charges for each 64 KB, so that larger batches save nothing. */
const BATCH_LIMITS = { maxItems: 10, maxWeight: 256 * 1024, maxConcurrency: 4 } as const;

/** A function that puts an entry on the bus, in one batch with others, and returns its event id. It throws if the bus does not accept it. */
export type PutEvent = (entry: PutEventsRequestEntry) => Promise<string>;

/** Creates the function that puts entries on a bus. */
export function createPutEvent(events: EventsClient): PutEvent {
  const put = async (entries: readonly PutEventsRequestEntry[]) => {
    const { Entries } = await events.putEvents({ Entries: [...entries] });
    return entries.map((_, index) => toSettledResult(Entries?.[index]));
  };
  return createBatcher(BATCH_LIMITS, countEntryBytes, (entries) => retryUnprocessed(entries, put));
}

/** Counts the bytes of an entry as EventBridge does. */
function countEntryBytes({ Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number {
  return 14 + Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);
}

function toSettledResult(entry: PutEventsResultEntry | undefined): PromiseSettledResult<string> {
  const { EventId, ErrorCode, ErrorMessage } = entry ?? {};
  if (EventId !== undefined) return { status: 'fulfilled', value: EventId };
  return { status: 'rejected', reason: new Error(`bus: did not take an entry (${ErrorCode}: ${ErrorMessage})`) };
}
