import type { Batch, Reading, ReadingSettings } from './batch.ts';
import { heardUnder } from './heard.ts';
import { eventsIn, type Recorded, understood, userOf } from './recorded.ts';

/** Reads the events as they stand in the recording. */
export function asRecorded({ keys, until, listsUsers }: ReadingSettings): Reading {
  const isHeard = heardUnder(keys);
  const known = new Set<string>();
  return {
    read(lines) {
      const { events, ...rest } = eventsIn(lines, until);
      return {
        ...rest,
        heard: events.filter(({ entry }) => isHeard(entry)).map(understood),
        events: events.length,
        users: listsUsers ? newUsersIn(events, known) : [],
        ...spanOf(events),
      };
    },
    end: () => [],
  };
}

function newUsersIn(events: readonly Recorded[], known: Set<string>): string[] {
  const users: string[] = [];
  for (const { entry } of events) {
    const userId = userOf(entry);
    if (userId === undefined || known.has(userId)) continue;
    known.add(userId);
    users.push(userId);
  }
  return users;
}

function spanOf(events: readonly Recorded[]): Pick<Batch, 'span'> {
  const [first, last] = [events[0]?.at, events.at(-1)?.at];
  if (first === undefined || last === undefined) return {};
  return { span: { first, last, isInOrder: events.every(({ at }, index) => at >= (events[index - 1]?.at ?? at)) } };
}
