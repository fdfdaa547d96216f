import { PutEventsCommand, type PutEventsCommandOutput, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
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

/** A call may fail in part: those entries are put again, alone. What the bus took it took, whatever becomes of the others. */
async function putAll(
  events: Events,
  entries: readonly PutEventsRequestEntry[],
): Promise<PromiseSettledResult<string>[]> {
  const told: PromiseSettledResult<string>[] = entries.map(() => ({ status: 'rejected', reason: undefined }));
  let rest = [...entries.keys()];
  for (let attempt = 0; attempt < MOST_ATTEMPTS && rest.length > 0; attempt++) {
    if (attempt > 0) await pause(attempt);
    const Entries = rest.flatMap((index) => entries[index] ?? []);
    const answer = await events.send(new PutEventsCommand({ Entries })).catch((reason: unknown) => ({ reason }));
    for (const [place, index] of rest.entries()) told[index] = toldOf(answer, place);
    if ('reason' in answer) break;
    rest = rest.filter((index) => told[index]?.status === 'rejected');
  }
  return told;
}

function toldOf(
  answer: PutEventsCommandOutput | { readonly reason: unknown },
  place: number,
): PromiseSettledResult<string> {
  if ('reason' in answer) return { status: 'rejected', reason: answer.reason };
  const { EventId, ErrorCode, ErrorMessage } = answer.Entries?.[place] ?? {};
  if (EventId !== undefined) return { status: 'fulfilled', value: EventId };
  return { status: 'rejected', reason: new Error(`bus: did not take an entry (${ErrorCode}: ${ErrorMessage})`) };
}
