import type { Instant } from '../core/contracts/instant.ts';
import type { Batch, Reading, ReadingSettings } from './batch.ts';
import { heardUnder } from './heard.ts';
import { eventsIn } from './recorded.ts';

/** Sorted events that are played at once. */
const BATCH = 5_000;

/** Where an event stands in the order of time: equal instants as they stand in the recording. */
interface Place {
  readonly at: Instant;
  readonly line: number;
}

/** Held as text, which is smaller than what it says. */
interface Held extends Place {
  readonly text: string;
}

const NOTHING: Batch = { heard: [], events: 0, accepted: 0, leftOut: 0, refused: [], users: [] };

/** Reads the events in the order of their time: counts them as they come, and holds those that are heard until the end. */
export function inOrder({ keys, until, listsUsers }: ReadingSettings): Reading {
  const isHeard = heardUnder(keys);
  const held: Held[] = [];
  const users = new Map<string, Place>();
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return {
    read(lines) {
      const { events, entries, ...rest } = eventsIn(lines, until);
      for (const { at, event, line } of events) {
        [first, last] = [Math.min(first, at), Math.max(last, at)];
        if (listsUsers) seen(users, event.userId, { at, line });
        if (isHeard(event)) held.push({ at, line, text: JSON.stringify(event) });
      }
      return { ...rest, heard: [], events: entries, accepted: events.length, users: [] };
    },
    *end() {
      const named = [...users].sort(([, one], [, other]) => inTime(one, other)).map(([userId]) => userId);
      yield { ...NOTHING, users: named, ...(first > last ? {} : { span: { first, last, isInOrder: true } }) };
      held.sort(inTime);
      for (let start = 0; start < held.length; start += BATCH) {
        const heard = held
          .slice(start, start + BATCH)
          .map(({ text, ...place }) => ({ ...place, event: JSON.parse(text) }));
        yield { ...NOTHING, heard };
      }
    },
  };
}

function inTime(one: Place, other: Place): number {
  return one.at - other.at || one.line - other.line;
}

/** Users are told in the order of their first events. */
function seen(users: Map<string, Place>, userId: string, place: Place): void {
  const known = users.get(userId);
  if (known === undefined || inTime(place, known) < 0) users.set(userId, place);
}
