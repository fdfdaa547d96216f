import { createFirstPauseState, type PauseState } from '../../core/pauses.ts';
import type { Clock, Pauses } from '../../core/ports.ts';

/** Creates the pauses in memory. */
export function createMemoryPauses(clock: Clock): Pauses {
  let stored: PauseState = createFirstPauseState(false);
  return {
    async getRecent() {
      return { state: stored, readAt: clock.now() };
    },
    async read() {
      return stored;
    },
    async write(state) {
      if (stored.rev !== state.rev - 1) return false;
      stored = state;
      return true;
    },
  };
}
