import type { Instant } from '../../core/contracts/instant.ts';
import type { Clock } from '../../core/ports.ts';
import type { Store } from './store.ts';

/** The machine's clock. */
export const machineClock: Clock = { now: () => Date.now() };

/** A clock that stands until it is moved, and remembers where it stood. */
export interface ManualClock extends Clock {
  moveTo(instant: Instant): void;
}

/** A manual clock kept in the store, so that waits go on where a stopped server left them. */
export function manualClock(store: Store, start: Instant): ManualClock {
  const kept = store.one("SELECT value FROM settings WHERE name = 'clock'")?.['value'];
  let now = kept === undefined ? start : Number(kept);
  let isKept = true;
  const keep = () => {
    if (!isKept) store.run("INSERT OR REPLACE INTO settings VALUES ('clock', ?)", String(now));
    isKept = true;
  };
  store.beforeCommit(keep);
  store.afterRollback(() => {
    isKept = false;
  });
  return {
    now: () => now,
    moveTo(instant) {
      now = instant;
      isKept = false;
      if (!store.isOpen) keep();
    },
  };
}
