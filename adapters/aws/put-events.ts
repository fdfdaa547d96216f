import { PutEventsCommand, type PutEventsRequestEntry, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { createBatcher } from './batcher.ts';
import type { EventsClient } from './client-interfaces.ts';
import { retryUnprocessed } from './retry-unprocessed.ts';

/** EventBridge takes ten entries at a time, and 1 MiB of them; it bills for each 64 KB, so that more at a time gains nothing. */
const BATCH_LIMITS = { maxItems: 10, maxWeight: 256 * 1024, maxConcurrency: 4 } as const;

/** Puts an entry on the bus, with others that are put at the same time; answers its event id. Throws where the bus does not take it. */
export type PutEvent = (entry: PutEventsRequestEntry) => Promise<string>;

/** Puts entries on a bus. */
export function createPutEvent(events: EventsClient): PutEvent {
  const put = async (entries: readonly PutEventsRequestEntry[]) => {
    const { Entries } = await events.send(new PutEventsCommand({ Entries: [...entries] }));
    return entries.map((_, index) => toSettledResult(Entries?.[index]));
  };
  return createBatcher(BATCH_LIMITS, countEntryBytes, (entries) => retryUnprocessed(entries, put));
}

/** An entry's size as EventBridge counts it. */
function countEntryBytes({ Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number {
  return 14 + Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);
}

function toSettledResult(entry: PutEventsResultEntry | undefined): PromiseSettledResult<string> {
  const { EventId, ErrorCode, ErrorMessage } = entry ?? {};
  if (EventId !== undefined) return { status: 'fulfilled', value: EventId };
  return { status: 'rejected', reason: new Error(`bus: did not take an entry (${ErrorCode}: ${ErrorMessage})`) };
}
