import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { Events } from './asks.ts';
import { pause } from './backoff.ts';
import { gathered } from './gather.ts';

/** EventBridge's own limits on one call. */
const MOST = { items: 10, weight: 256 * 1024, underWay: 4 } as const;
/** How often entries that EventBridge did not take are put again. */
const MOST_ATTEMPTS = 6;

/** Puts an entry on the bus, with others that are put at the same time; answers its event id. Throws where the bus does not take it. */
export type PutEvent = (entry: PutEventsRequestEntry) => Promise<string>;

/** Puts entries on a bus. */
export function putEvents(events: Events): PutEvent {
  return gathered(MOST, sizeOf, (entries) => putAll(events, entries));
}

/** An entry's size as EventBridge counts it. */
export function sizeOf({ Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number {
  return 14 + Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);
}

/** A call may fail in part: those entries are put again, alone. */
async function putAll(events: Events, entries: readonly PutEventsRequestEntry[]): Promise<string[]> {
  const ids = new Map<PutEventsRequestEntry, string>();
  let rest = [...entries];
  let refused: string | undefined;
  for (let attempt = 0; attempt < MOST_ATTEMPTS && rest.length > 0; attempt++) {
    if (attempt > 0) await pause(attempt);
    const { Entries = [] } = await events.send(new PutEventsCommand({ Entries: rest }));
    for (const [index, entry] of rest.entries()) {
      const { EventId, ErrorCode, ErrorMessage } = Entries[index] ?? {};
      if (EventId !== undefined) ids.set(entry, EventId);
      else refused = `${ErrorCode}: ${ErrorMessage}`;
    }
    rest = rest.filter((entry) => !ids.has(entry));
  }
  if (rest.length > 0) throw new Error(`bus: did not take ${rest.length} of ${entries.length} entries (${refused})`);
  return entries.map((entry) => ids.get(entry) ?? '');
}
