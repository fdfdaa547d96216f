import { type ConnectorEvent, isUserEvent, type UserEvent } from '../core/contracts/event.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import { listEventKeys } from '../core/matching.ts';
import type { Services } from '../core/ports.ts';
import { mapConcurrently } from './map-concurrently.ts';

/** The age from which nothing is dropped by a read: a publication begins at least a second after its commit. */
const MAX_READ_AGE: TimeSpan = SECOND;

/** The maximum number of keys that are read at the same time. */
const MAX_CONCURRENCY = 50;

/** The services of dropping, and the port that counts what is dropped. */
export interface DropDeps extends Pick<Services, 'clock' | 'listeners' | 'log'> {
  readonly missed: { add(events: readonly UserEvent[]): Promise<void> };
}

/** A function that returns the events of a batch that may be dropped, because no published follow-up listens to them. They are counted by then. */
export type DropUnmatched = (events: readonly ConnectorEvent[]) => Promise<ReadonlySet<ConnectorEvent>>;

/** The result of reading who listens under a key, and the instant before the read. */
interface KeyRead {
  readonly at: Instant;
  /** The instant until which events are listened to: a stopped follow-up listens for its conversions only (R47). */
  readonly listenedUntil: Instant;
}

/**
 * Creates the function that drops what no follow-up listens to. Who listens is read once for a batch, strongly consistent, and only events
 * that were done before the read are judged by it: a publication that is committed later begins after them, so that none of them would
 * count for it (R1). For a second, batches share what was read. Whatever cannot be read, counted or judged goes on.
 */
export function createDropUnmatched({ clock, listeners, log, missed }: DropDeps): DropUnmatched {
  let known = new Map<string, KeyRead>();
  const isFresh = ({ at }: KeyRead) => clock.now() - at < MAX_READ_AGE;
  // An event that was done after the read, or is ahead of the clock, may be one of a publication that began meanwhile.
  const isUnmatched = (event: UserEvent) =>
    listEventKeys(event).every((key) => {
      const read = known.get(key);
      return read !== undefined && event.at > read.listenedUntil && event.at <= read.at && isFresh(read);
    });
  const readKeys = async (events: readonly UserEvent[]) => {
    known = new Map([...known].filter(([, read]) => isFresh(read)));
    const isKnown = (key: string, { at }: UserEvent) => at <= (known.get(key)?.at ?? Number.NEGATIVE_INFINITY);
    const keys = events.flatMap((event) => listEventKeys(event).filter((key) => !isKnown(key, event)));
    const at = clock.now();
    await mapConcurrently([...new Set(keys)], MAX_CONCURRENCY, async (key) => {
      const found = await listeners.findByKey(key);
      const ends = found.listeners.map(({ conversionsUntil }) => conversionsUntil ?? Number.POSITIVE_INFINITY);
      known.set(key, { at, listenedUntil: Math.max(Number.NEGATIVE_INFINITY, ...ends) });
    });
  };
  return async (events) => {
    const judged = events.filter(isUserEvent);
    try {
      await readKeys(judged);
      const unmatched = judged.filter(isUnmatched);
      if (unmatched.length > 0) await missed.add(unmatched);
      return new Set(unmatched);
    } catch (error) {
      log.warn('NOTHING_DROPPED', { events: events.length, error: String(error) });
      return new Set();
    }
  };
}
