import type { Instant } from '../core/contracts/instant.ts';
import { faultInJson, MOST_LEVELS, writeJson } from '../core/contracts/json.ts';
import type { Batch, Reading, ReadingSettings } from './batch.ts';
import { heardUnder } from './heard.ts';
import { eventsIn, understood, userOf } from './recorded.ts';

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

const NOTHING: Batch = { heard: [], events: 0, leftOut: 0, refused: [], users: [] };

/** Reads the events in the order of their time: counts them as they come, and holds those that are heard until the end. */
export function inOrder({ keys, until, listsUsers }: ReadingSettings): Reading {
  const isHeard = heardUnder(keys);
  const held: Held[] = [];
  const users = new Map<string, Place>();
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return {
    read(lines) {
      const { events, ...rest } = eventsIn(lines, until);
      for (const { at, entry, line } of events) {
        [first, last] = [Math.min(first, at), Math.max(last, at)];
        if (listsUsers) seen(users, userOf(entry), { at, line });
        if (isHeard(entry)) held.push({ at, line, text: textOf(entry) });
      }
      return { ...rest, heard: [], events: events.length, users: [] };
    },
    *end() {
      const named = [...users].sort(([, one], [, other]) => inTime(one, other)).map(([userId]) => userId);
      yield { ...NOTHING, users: named, ...(first > last ? {} : { span: { first, last, isInOrder: true } }) };
      held.sort(inTime);
      for (let start = 0; start < held.length; start += BATCH) {
        const heard = held
          .slice(start, start + BATCH)
          .map(({ text, ...place }) => ({ ...place, entry: JSON.parse(text) }));
        yield { ...NOTHING, heard: heard.map(understood) };
      }
    },
  };
}

/** What could not be read back as it was will be refused for it, when its turn comes. */
function textOf(entry: unknown): string {
  const fault = faultInJson(entry, [], { levels: MOST_LEVELS + 1, bytes: Number.POSITIVE_INFINITY });
  return fault === undefined ? JSON.stringify(entry) : writeJson(entry);
}

function inTime(one: Place, other: Place): number {
  return one.at - other.at || one.line - other.line;
}

/** Users are told in the order of their first events. */
function seen(users: Map<string, Place>, userId: string | undefined, place: Place): void {
  if (userId === undefined) return;
  const known = users.get(userId);
  if (known === undefined || inTime(place, known) < 0) users.set(userId, place);
}
