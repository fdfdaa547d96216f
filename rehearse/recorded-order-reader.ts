import type { Instant } from '../core/contracts/instant.ts';
import { createRelevanceTest } from './is-relevant.ts';
import { parseEvents } from './parse-line.ts';
import type { RecordedEvent, RecordingBatch, RecordingReader, RecordingReaderSettings } from './recording-batch.ts';

/** Creates a reader that keeps the order of the recording. */
export function createRecordedOrderReader({ keys, until, needsUsers }: RecordingReaderSettings): RecordingReader {
  const isRelevant = createRelevanceTest(keys);
  const knownUsers = new Set<string>();
  /** Returns whether a user appears for the first time. It looks the user up once: among a million users that takes as long as parsing. */
  const isNewUser = (userId: string): boolean => {
    const known = knownUsers.size;
    return knownUsers.add(userId).size > known;
  };
  return {
    read(lines) {
      const relevantEvents: RecordedEvent[] = [];
      const users: string[] = [];
      let span: RecordingBatch['span'];
      const counts = parseEvents(lines, until, (recorded) => {
        const { at, event } = recorded;
        span = extendSpan(span, at);
        if (needsUsers && isNewUser(event.userId)) users.push(event.userId);
        if (isRelevant(event)) relevantEvents.push(recorded);
      });
      return { ...counts, relevantEvents, users, ...(span === undefined ? {} : { span }) };
    },
    finish: () => [],
  };
}

function extendSpan(span: RecordingBatch['span'], at: Instant): NonNullable<RecordingBatch['span']> {
  if (span === undefined) return { first: at, last: at, isInOrder: true };
  return { first: span.first, last: at, isInOrder: span.isInOrder && at >= span.last };
}
