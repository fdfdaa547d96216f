import type { SqliteServices } from '../adapters/sqlite/services.ts';
import { MINUTE, type TimeSpan } from '../core/contracts/time-span.ts';
import { mergeUserData } from '../engine/merge-user-data.ts';
import { createTimeCheck } from './time-check.ts';

/** The longest time, in milliseconds, that one call of a merge may keep waves and requests waiting, beyond its first row. */
const MAX_CALL_MS = 25;
/** The time until a merge goes on that failed. */
const RETRY_DELAY: TimeSpan = MINUTE;

/** Continues the merges of users that are due (R65), each in a transaction of its own. Returns their number. One that fails is tried again later. */
export async function mergeDue(services: SqliteServices): Promise<number> {
  const { merges, clock, log } = services;
  const users = merges.listDue(clock.now());
  for (const userId of users) {
    try {
      await services.transaction(async () => {
        merges.settle(userId);
        await mergeUserData(userId, { services, hasTimeLeft: createTimeCheck(MAX_CALL_MS) });
      });
    } catch (error) {
      log.warn('MERGE_FAILED', { error: String(error) });
      await services.transaction(async () => {
        merges.settle(userId);
        await merges.schedule(userId, clock.now() + RETRY_DELAY);
      });
    }
  }
  return users.length;
}
