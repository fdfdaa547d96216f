import { randomUUID } from 'node:crypto';
import { completeDetail } from '../../core/complete-detail.ts';
import { DETAIL_LIMIT, parseEntry, type Refusal } from '../../core/parse-entry.ts';
import type { Bus, Clock, EntryResult, Refusals } from '../../core/ports.ts';
import type { SendEvent } from './send-event.ts';

/** The dependencies of the bus. */
export interface BusDeps {
  readonly send: SendEvent;
  readonly busName: string;
  readonly refusals: Refusals;
  readonly clock: Clock;
}

/** Creates the bus for producers over HTTP. It refuses, entry by entry, what EventBridge and SQS would accept (R61). */
export function createAwsBus({ send, busName, refusals, clock }: BusDeps): Bus {
  const refuse = async (entry: unknown, refusal: Refusal): Promise<EntryResult> => {
    await refusals.add({ ...refusal, at: clock.now(), entry });
    return { errorCode: refusal.code, errorMessage: refusal.message };
  };
  const putOne = async (entry: unknown): Promise<EntryResult> => {
    const parsed = parseEntry(entry, { now: clock.now(), entryId: randomUUID(), busName });
    if ('refusal' in parsed) return refuse(entry, parsed.refusal);
    const { event, detailType } = parsed;
    const detail = JSON.stringify(completeDetail(event));
    const isOverLimit = Buffer.byteLength(detail) > DETAIL_LIMIT.maxBytes;
    await send({ source: event.source, detailType, detail, isOverLimit });
    return { eventId: event.id };
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
