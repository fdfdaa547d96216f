import type { Accepted, Inbox } from '../adapters/sqlite/inbox.ts';
import type { LocalServices } from '../adapters/sqlite/services.ts';
import type { EntryResult } from '../core/ports.ts';
import { type EntryReading, type Refusal, readEntry } from '../core/read-entry.ts';
import { finishClaims } from '../engine/finish-claims.ts';
import { passThrough } from '../engine/pass-through.ts';

/** What entries are taken into. */
export interface Intake {
  readonly services: LocalServices;
  readonly inbox: Inbox;
}

/** Reads an entry and takes its event through the stages, or keeps why it is refused. */
export async function takeEntry(item: Accepted, services: LocalServices, isRepeat = false): Promise<EntryResult> {
  const reading = readAccepted(item);
  if ('refusal' in reading) return refuse(item, reading.refusal, services);
  const { event } = reading;
  if (isRepeat && event.kind !== 'profile') await finishClaims(event, services);
  await passThrough(event, services);
  return { eventId: event.id };
}

/** Reads an entry. One whose reading breaks would break each time: it is refused at once. */
export function readAccepted({ entry, entryId, at: now }: Accepted): EntryReading {
  try {
    return readEntry(entry, { now, entryId });
  } catch (error) {
    return { refusal: { code: 'InternalFailure', message: `reading broke: ${String(error)}` } };
  }
}

/** Keeps an entry with the reason why it is refused. */
export async function refuse(item: Accepted, refusal: Refusal, { refusals }: LocalServices): Promise<EntryResult> {
  await refusals.keep({ ...refusal, at: item.at, entry: item.entry });
  return { errorCode: refusal.code, errorMessage: refusal.message };
}
