import { randomUUID } from 'node:crypto';
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { ConnectorEvent } from '../../core/contracts/event.ts';
import { MEASURED } from '../../core/contracts/handed-on.ts';
import { writeInstant } from '../../core/contracts/instant.ts';
import type { Bus, Clock, EntryResult, Refusals } from '../../core/ports.ts';
import { DETAIL_LIMIT, type Refusal, readEntry } from '../../core/read-entry.ts';
import type { PutEvent } from './put-events.ts';

/** What the bus stands on. */
export interface BusDeps {
  readonly put: PutEvent;
  readonly busName: string;
  readonly refusals: Refusals;
  readonly clock: Clock;
}

/** The bus for producers who come over HTTP: what EventBridge itself could not refuse is refused here, entry by entry (R61). */
export function awsBus({ put, busName, refusals, clock }: BusDeps): Bus {
  const refuse = async (entry: unknown, refusal: Refusal): Promise<EntryResult> => {
    await refusals.keep({ ...refusal, at: clock.now(), entry });
    return { errorCode: refusal.code, errorMessage: refusal.message };
  };
  const putOne = async (entry: unknown): Promise<EntryResult> => {
    const reading = readEntry(entry, { now: clock.now(), entryId: randomUUID(), busName });
    if ('refusal' in reading) return refuse(entry, reading.refusal);
    const request = { EventBusName: busName, DetailType: reading.detailType, ...wholly(reading.event) };
    await put(request);
    return { eventId: reading.event.id };
  };
  return {
    async put(entries) {
      const turns = await Promise.allSettled(entries.map(putOne));
      return turns.map((turn) => {
        if (turn.status === 'rejected') throw turn.reason;
        return turn.value;
      });
    },
  };
}

/**
 * EventBridge keeps whole seconds of an entry's time, and gives it an id nobody here has seen: both are said in the Detail.
 * Its time is then when it was put, which tells a matcher whether it comes again.
 */
function wholly({ id, at, source, detail }: ConnectorEvent): PutEventsRequestEntry {
  const Detail = JSON.stringify({ ...detail, id, occurredAt: detail['occurredAt'] ?? writeInstant(at) });
  const isLonger = Buffer.byteLength(Detail) > DETAIL_LIMIT.bytes;
  return { Source: source, Detail, ...(isLonger ? { Resources: [MEASURED] } : {}) };
}
