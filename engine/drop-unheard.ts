import type { ConnectorEvent, UserEvent } from '../core/contracts/event.ts';
import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import { listEventKeys } from '../core/matching.ts';
import type { Services } from '../core/ports.ts';
import { mapConcurrently } from './map-concurrently.ts';

/** The time after which it is too late to drop by what was read: a publication begins at least a second after its commit. */
const MAX_READ_AGE: TimeSpan = SECOND;

/** The maximum number of keys that are read at the same time. */
const MAX_CONCURRENCY = 50;

/** The services of dropping, and the port that counts what is dropped. */
export interface DropDeps extends Pick<Services, 'clock' | 'listeners' | 'log'> {
  readonly missed: { add(events: readonly UserEvent[]): Promise<void> };
}

/**
 * Returns the events of a batch that may be dropped, because no published follow-up listens to them; they are counted by then. Who
 * listens is read once for the batch, strongly consistent. A publication that is committed after that begins ahead, after these events
 * were done, so none of them would count for it (R1). Whatever cannot be read, counted or judged goes on.
 */
export async function dropUnheard(
  events: readonly ConnectorEvent[],
  { clock, listeners, log, missed }: DropDeps,
): Promise<ReadonlySet<ConnectorEvent>> {
  const readAt = clock.now();
  // An event that is ahead of the clock may be one of a publication that begins meanwhile.
  const judged = events.filter((event) => event.kind !== 'profile').filter(({ at }) => at <= readAt);
  if (judged.length === 0) return new Set();
  try {
    const keys = [...new Set(judged.flatMap(listEventKeys))];
    const found = await mapConcurrently(keys, MAX_CONCURRENCY, (key) => listeners.findByKey(key));
    const heard = new Set(keys.filter((_, index) => found[index]?.listeners.length !== 0));
    const unheard = judged.filter((event) => !listEventKeys(event).some((key) => heard.has(key)));
    if (unheard.length === 0 || clock.now() - readAt >= MAX_READ_AGE) return new Set();
    await missed.add(unheard);
    return new Set(unheard);
  } catch (error) {
    log.warn('NOTHING_DROPPED', { events: events.length, error: String(error) });
    return new Set();
  }
}
