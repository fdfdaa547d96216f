import type { AcceptedEntry, Inbox } from '../adapters/sqlite/inbox.ts';
import type { SqliteServices } from '../adapters/sqlite/services.ts';
import { isUserEvent } from '../core/contracts/event.ts';
import { type ParsedEntry, parseEntry, type Refusal } from '../core/parse-entry.ts';
import type { EntryResult } from '../core/ports.ts';
import { finishClaims } from '../engine/finish-claims.ts';
import { handleEventDirectly } from '../engine/handle-event-directly.ts';
import { sweepImmediately } from './sweep-immediately.ts';

/** The services and the inbox that entries are processed with. */
export interface EntryDeps {
  readonly services: SqliteServices;
  readonly inbox: Inbox;
}

/** Parses an entry and handles its event, or stores the entry with the reason why it is refused. */
export async function processEntry(
  item: AcceptedEntry,
  services: SqliteServices,
  isRepeat = false,
): Promise<EntryResult> {
  const parsed = parseAcceptedEntry(item);
  if ('refusal' in parsed) return refuseEntry(item, parsed.refusal, services);
  const { event } = parsed;
  if (isRepeat && isUserEvent(event)) await finishClaims(event, services);
  await handleEventDirectly(event, services);
  await sweepImmediately(event, services);
  return { eventId: event.id };
}

/** Parses an entry. If that throws, it would throw each time: the entry is refused at once. */
export function parseAcceptedEntry({ entry, entryId, at: now }: AcceptedEntry): ParsedEntry {
  try {
    return parseEntry(entry, { now, entryId });
  } catch (error) {
    return { refusal: { code: 'InternalFailure', message: `reading failed: ${String(error)}` } };
  }
}

/** Stores an entry with the reason why it is refused. */
export async function refuseEntry(
  item: AcceptedEntry,
  refusal: Refusal,
  { refusals }: SqliteServices,
): Promise<EntryResult> {
  await refusals.add({ ...refusal, at: item.at, entry: item.entry });
  return { errorCode: refusal.code, errorMessage: refusal.message };
}
