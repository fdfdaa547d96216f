import { createFirstPauseState, type PauseState } from '../../core/pauses.ts';
import type { Clock, Pauses } from '../../core/ports.ts';
import { parseStored } from '../../core/stored/parse-stored.ts';
import { PAUSE_STATE } from '../../core/stored/pause-shape.ts';
import { createCachedValue } from './cached-value.ts';
import type { SqliteStore } from './store.ts';

/** Creates the pauses over the embedded store, as one of its settings. */
export function createSqlitePauses(store: SqliteStore, clock: Clock): Pauses {
  const stored = createCachedValue((): PauseState => {
    const value = store.get("SELECT value FROM settings WHERE name = 'pauses'")?.['value'];
    if (value === undefined) return createFirstPauseState(false);
    return parseStored(String(value), PAUSE_STATE, { table: 'settings', key: ['pauses'] });
  });
  store.onAfterRollback(() => stored.invalidate());
  return {
    async getRecent() {
      return { state: stored.get(), readAt: clock.now() };
    },
    async read() {
      return stored.get();
    },
    async write(state) {
      if (stored.get().rev !== state.rev - 1) return false;
      stored.invalidate();
      store.run("INSERT OR REPLACE INTO settings VALUES ('pauses', ?)", JSON.stringify(state));
      return true;
    },
  };
}
