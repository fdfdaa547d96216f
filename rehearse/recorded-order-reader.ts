import { createRelevanceTest } from './is-relevant.ts';
import { parseEvents } from './parse-line.ts';
import type { RecordedEvent, RecordingBatch, RecordingReader, RecordingReaderSettings } from './recording-batch.ts';

/** Creates a reader that keeps the order of the recording. */
export function createRecordedOrderReader({ keys, until, needsUsers }: RecordingReaderSettings): RecordingReader {
  const isRelevant = createRelevanceTest(keys);
  const knownUsers = new Set<string>();
  return {
    read(lines) {
      const { events, entryCount, ...rest } = parseEvents(lines, until);
      return {
        ...rest,
        relevantEvents: events.filter(({ event }) => isRelevant(event)),
        entryCount,
        acceptedCount: events.length,
        users: needsUsers ? collectNewUsers(events, knownUsers) : [],
        ...createSpan(events),
      };
    },
    finish: () => [],
  };
}

function collectNewUsers(events: readonly RecordedEvent[], knownUsers: Set<string>): string[] {
  const users: string[] = [];
  for (const { event } of events) {
    if (knownUsers.has(event.userId)) continue;
    knownUsers.add(event.userId);
    users.push(event.userId);
  }
  return users;
}

function createSpan(events: readonly RecordedEvent[]): Pick<RecordingBatch, 'span'> {
  const [first, last] = [events[0]?.at, events.at(-1)?.at];
  if (first === undefined || last === undefined) return {};
  return { span: { first, last, isInOrder: events.every(({ at }, index) => at >= (events[index - 1]?.at ?? at)) } };
}
