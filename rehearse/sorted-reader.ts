import type { Instant } from '../core/contracts/instant.ts';
import { createRelevanceTest } from './is-relevant.ts';
import { parseEvents } from './parse-line.ts';
import type { RecordingBatch, RecordingReader, RecordingReaderSettings } from './recording-batch.ts';

/** The number of sorted events in a batch. */
const BATCH_SIZE = 5_000;

/** The place of an event in the order of time. Events of one instant keep the order of the recording. */
interface RecordingPosition {
  readonly at: Instant;
  readonly line: number;
}

/** An event kept as text, which needs less memory than the object. */
interface StoredEvent extends RecordingPosition {
  readonly text: string;
}

const EMPTY_BATCH: RecordingBatch = {
  relevantEvents: [],
  entryCount: 0,
  acceptedCount: 0,
  leftOutCount: 0,
  refused: [],
  users: [],
};

/** Creates a reader that sorts events by time: it counts them as they are read, and keeps the relevant ones until the end. */
export function createSortedReader({ keys, until, needsUsers }: RecordingReaderSettings): RecordingReader {
  const isRelevant = createRelevanceTest(keys);
  const relevant: StoredEvent[] = [];
  const users = new Map<string, RecordingPosition>();
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return {
    read(lines) {
      const counts = parseEvents(lines, until, ({ at, event, line }) => {
        [first, last] = [Math.min(first, at), Math.max(last, at)];
        if (needsUsers) noteUser(users, event.userId, { at, line });
        if (isRelevant(event)) relevant.push({ at, line, text: JSON.stringify(event) });
      });
      return { ...counts, relevantEvents: [], users: [] };
    },
    *finish() {
      const sortedUsers = [...users]
        .sort(([, one], [, other]) => comparePositions(one, other))
        .map(([userId]) => userId);
      yield { ...EMPTY_BATCH, users: sortedUsers, ...(first > last ? {} : { span: { first, last, isInOrder: true } }) };
      relevant.sort(comparePositions);
      for (let start = 0; start < relevant.length; start += BATCH_SIZE) {
        const relevantEvents = relevant
          .slice(start, start + BATCH_SIZE)
          .map(({ text, ...position }) => ({ ...position, event: JSON.parse(text) }));
        yield { ...EMPTY_BATCH, relevantEvents };
      }
    },
  };
}

function comparePositions(one: RecordingPosition, other: RecordingPosition): number {
  return one.at - other.at || one.line - other.line;
}

/** Keeps the position of the first event of a user: users are listed in the order of their first events. */
function noteUser(users: Map<string, RecordingPosition>, userId: string, position: RecordingPosition): void {
  const known = users.get(userId);
  if (known === undefined || comparePositions(position, known) < 0) users.set(userId, position);
}
