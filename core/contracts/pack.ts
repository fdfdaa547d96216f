import * as v from 'valibot';
import { openObject } from './fault.ts';

// A pack is a message with several events: `{ "pack": 1, "events": [...] }`. Each event has the fields of a message that a rule of the
// bus puts into a queue, so that it can go on alone as such a message.

/** The version of the packed form. A pack of another version is a dead letter. */
export const PACK_VERSION = 1;

/** The maximum number of events of a pack. A call of a matcher takes a hundred messages and must handle all of their events in its time. */
export const MAX_PACK_EVENTS = 25;

/** The maximum bytes of a pack of several events: SQS charges for each 64 KB, attributes included. */
export const MAX_PACK_BYTES = 64 * 1024 - 256;

/** The schema of a pack. Its events are parsed one by one, so that one which cannot be read is refused alone (R61). */
export const packSchema = openObject({
  pack: v.literal(PACK_VERSION, String(PACK_VERSION)),
  events: v.pipe(v.array(v.unknown(), 'a list of events'), v.minLength(1, 'a list of at least one event')),
});

/** Returns a pack of events that are JSON already. */
export function formatPack(events: readonly string[]): string {
  return `{"pack":${PACK_VERSION},"events":[${events.join(',')}]}`;
}
