import type { Instant } from '../../core/contracts/instant.ts';
import type { Clock } from '../../core/ports.ts';
import { createCachedValue } from './cached-value.ts';
import type { SqliteStore } from './store.ts';

/** The clock of the operating system. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that shows the same instant until it is moved. */
export interface ManualClock extends Clock {
  moveTo(instant: Instant): void;
}

/**
 * Creates a manual clock that is stored, so that waits continue where a stopped server left them. It is stored with the first write. If
 * a move cannot be stored, the clock does not move.
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
