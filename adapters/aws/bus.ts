import { randomUUID } from 'node:crypto';
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { ConnectorEvent } from '../../core/contracts/event.ts';
import { formatInstant } from '../../core/contracts/instant.ts';
import { SIZE_CHECKED_RESOURCE } from '../../core/contracts/message-marks.ts';
import { DETAIL_LIMIT, parseEntry, type Refusal } from '../../core/parse-entry.ts';
import type { Bus, Clock, EntryResult, Refusals } from '../../core/ports.ts';
import type { PutEvent } from './put-events.ts';

/** What the bus stands on. */
export interface BusDeps {
  readonly put: PutEvent;
  readonly busName: string;
  readonly refusals: Refusals;
  readonly clock: Clock;
}

/** The bus for producers who come over HTTP: what EventBridge itself could not refuse is refused here, entry by entry (R61). */
export function createAwsBus({ put, busName, refusals, clock }: BusDeps): Bus {
  const refuse = async (entry: unknown, refusal: Refusal): Promise<EntryResult> => {
    await refusals.add({ ...refusal, at: clock.now(), entry });
    return { errorCode: refusal.code, errorMessage: refusal.message };
  };
  const putOne = async (entry: unknown): Promise<EntryResult> => {
    const parsed = parseEntry(entry, { now: clock.now(), entryId: randomUUID(), busName });
    if ('refusal' in parsed) return refuse(entry, parsed.refusal);
    const request = { EventBusName: busName, DetailType: parsed.detailType, ...toRequestEntry(parsed.event) };
    await put(request);
    return { eventId: parsed.event.id };
  };
  return {
    async put(entries) {
      const results = await Promise.allSettled(entries.map(putOne));
      return results.map((result) => {
        if (result.status === 'rejected') throw result.reason;
        return result.value;
      });
    },
  };
}

/**
 * EventBridge keeps whole seconds of an entry's time, and gives it an id nobody here has seen: both are said in the Detail.
 * Its time is then when it was put, which tells a matcher whether it comes again.
 */
function toRequestEntry({ id, at, source, detail }: ConnectorEvent): PutEventsRequestEntry {
  const Detail = JSON.stringify({ ...detail, id, occurredAt: detail['occurredAt'] ?? formatInstant(at) });
  const isOverLimit = Buffer.byteLength(Detail) > DETAIL_LIMIT.maxBytes;
  return { Source: source, Detail, ...(isOverLimit ? { Resources: [SIZE_CHECKED_RESOURCE] } : {}) };
}
