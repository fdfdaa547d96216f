import type { Instant } from '../../core/contracts/instant.ts';
import type { Clock } from '../../core/ports.ts';
import { createCachedValue } from './cached-value.ts';
import type { SqliteStore } from './store.ts';

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands until it is moved, and remembers where it stood. */
export interface ManualClock extends Clock {
  moveTo(instant: Instant): void;
}

/**
 * A manual clock kept in the store, so that waits go on where a stopped server left them: from the first thing that is written
 * by its time. A move that the store does not take is none.
 */
export function createManualClock(store: SqliteStore, start: Instant): ManualClock {
  const stored = createCachedValue(() => store.get("SELECT value FROM settings WHERE name = 'clock'")?.['value']);
  const save = (instant: Instant): void => {
    stored.invalidate();
    store.run("INSERT OR REPLACE INTO settings VALUES ('clock', ?)", String(instant));
  };
  store.onBeforeCommit(() => {
    if (store.hasWritten && stored.get() === undefined) save(start);
  });
  store.onAfterRollback(() => stored.invalidate());
  return { now: () => Number(stored.get() ?? start), moveTo: save };
}
