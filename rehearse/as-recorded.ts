import type { Batch, Heard, Reading, ReadingSettings } from './batch.ts';
import { heardUnder } from './heard.ts';
import { eventsIn } from './recorded.ts';

/** Reads the events as they stand in the recording. */
export function asRecorded({ keys, until, listsUsers }: ReadingSettings): Reading {
  const isHeard = heardUnder(keys);
  const known = new Set<string>();
  return {
    read(lines) {
      const { events, entries, ...rest } = eventsIn(lines, until);
      return {
        ...rest,
        heard: events.filter(({ event }) => isHeard(event)),
        events: entries,
        accepted: events.length,
        users: listsUsers ? newUsersIn(events, known) : [],
        ...spanOf(events),
      };
    },
    end: () => [],
  };
}

function newUsersIn(events: readonly Heard[], known: Set<string>): string[] {
  const users: string[] = [];
  for (const { event } of events) {
    if (known.has(event.userId)) continue;
    known.add(event.userId);
    users.push(event.userId);
  }
  return users;
}

function spanOf(events: readonly Heard[]): Pick<Batch, 'span'> {
  const [first, last] = [events[0]?.at, events.at(-1)?.at];
  if (first === undefined || last === undefined) return {};
  return { span: { first, last, isInOrder: events.every(({ at }, index) => at >= (events[index - 1]?.at ?? at)) } };
}
