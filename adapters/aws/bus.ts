import { randomUUID } from 'node:crypto';
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { ConnectorEvent } from '../../core/contracts/event.ts';
import { formatInstant } from '../../core/contracts/instant.ts';
import { SIZE_CHECKED_RESOURCE } from '../../core/contracts/message-marks.ts';
import { DETAIL_LIMIT, parseEntry, type Refusal } from '../../core/parse-entry.ts';
import type { Bus, Clock, EntryResult, Refusals } from '../../core/ports.ts';
import type { PutEvent } from './put-events.ts';

/** The dependencies of the bus. */
export interface BusDeps {
  readonly put: PutEvent;
  readonly busName: string;
  readonly refusals: Refusals;
  readonly clock: Clock;
}

/** Creates the bus for producers over HTTP. It refuses, entry by entry, what EventBridge itself would accept (R61). */
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
 * Returns an event as an entry of EventBridge. EventBridge keeps whole seconds of an entry's time and gives it an id of its own, so both
 * are written into the Detail. The time of the entry is then the time of the put, by which a matcher recognizes a repeat.
 */
function toRequestEntry({ id, at, source, detail }: ConnectorEvent): PutEventsRequestEntry {
  const Detail = JSON.stringify({ ...detail, id, occurredAt: detail['occurredAt'] ?? formatInstant(at) });
  const isOverLimit = Buffer.byteLength(Detail) > DETAIL_LIMIT.maxBytes;
  return { Source: source, Detail, ...(isOverLimit ? { Resources: [SIZE_CHECKED_RESOURCE] } : {}) };
}
