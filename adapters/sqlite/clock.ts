import type { Instant } from '../../core/contracts/instant.ts';
import type { Clock } from '../../core/ports.ts';
import { remembered } from './remembered.ts';
import type { Store } from './store.ts';

/** The machine's clock. */
export const machineClock: Clock = { now: () => Date.now() };

/** A clock that stands until it is moved, and remembers where it stood. */
export interface ManualClock extends Clock {
  moveTo(instant: Instant): void;
}

/**
 * A manual clock kept in the store, so that waits go on where a stopped server left them: from the first thing that is written
 * by its time. A move that the store does not take is none.
 */
export function manualClock(store: Store, start: Instant): ManualClock {
  const kept = remembered(() => store.one("SELECT value FROM settings WHERE name = 'clock'")?.['value']);
  const keep = (instant: Instant): void => {
    kept.forget();
    store.run("INSERT OR REPLACE INTO settings VALUES ('clock', ?)", String(instant));
  };
  store.beforeCommit(() => {
    if (store.hasWritten && kept.value() === undefined) keep(start);
  });
  store.afterRollback(() => kept.forget());
  return { now: () => Number(kept.value() ?? start), moveTo: keep };
}
