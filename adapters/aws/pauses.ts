import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { createFirstPauseState, type PauseState, type RecentPauses } from '../../core/pauses.ts';
import type { Clock, Pauses } from '../../core/ports.ts';
import { PAUSE_STATE } from '../../core/stored/pause-shape.ts';
import { encodeBody } from './encode-body.ts';
import { ExpiringCache } from './expiring-cache.ts';
import { createPausesKey } from './keys.ts';
import { readBody } from './read-item.ts';
import { createRevisionCondition, type Table } from './table.ts';

/** The time for which a function uses the pauses that it read: a wave reads them every few seconds, not for each user. */
const CACHE_DURATION: TimeSpan = 5 * SECOND;

/** The dependencies of the pauses. */
export interface PausesDeps {
  readonly publications: Table;
  readonly clock: Clock;
  /** True if an installation in which nothing was ever paused or resumed is paused. */
  readonly startsPaused: boolean;
}

/** Creates the pauses over DynamoDB: one item, because every claim depends on it. */
export function createAwsPauses({ publications, clock, startsPaused }: PausesDeps): Pauses {
  const recent = new ExpiringCache<RecentPauses>(1);
  const read = async (): Promise<PauseState> => {
    const item = await publications.get(createPausesKey());
    if (item === undefined) return createFirstPauseState(startsPaused);
    return readBody({ table: publications, item }, PAUSE_STATE);
  };
  return {
    getRecent() {
      const readAt = clock.now();
      const span = { now: readAt, until: readAt + CACHE_DURATION };
      return recent.getOrLoad('pauses', span, async () => ({ state: await read(), readAt }));
    },
    read,
    async write(state) {
      recent.delete('pauses');
      const item = { ...createPausesKey(), rev: state.rev, body: encodeBody(state) };
      return publications.put(item, createRevisionCondition(state.rev));
    },
  };
}
