import type { SqliteServices } from '../adapters/sqlite/services.ts';
import { MINUTE, type TimeSpan } from '../core/contracts/time-span.ts';
import { eraseUser } from '../engine/erase-user.ts';
import { createTimeCheck } from './time-check.ts';

/** The longest time, in milliseconds, that one call of an erasure may keep waves and requests waiting, beyond its first step. */
const MAX_CALL_MS = 25;
/** The time until an erasure goes on that failed. */
const RETRY_DELAY: TimeSpan = MINUTE;

/** Continues the erasures of deleted users that are due (R65), each in a transaction of its own. Returns their number. One that fails is tried again later. */
export async function eraseDue(services: SqliteServices): Promise<number> {
  const { erasures, clock, log } = services;
  const users = erasures.listDue(clock.now());
  for (const userId of users) {
    try {
      await services.transaction(async () => {
        erasures.settle(userId);
        await eraseUser(userId, { services, hasTimeLeft: createTimeCheck(MAX_CALL_MS) });
      });
    } catch (error) {
      log.warn('ERASURE_FAILED', { error: String(error) });
      await services.transaction(async () => {
        erasures.settle(userId);
        await erasures.schedule(userId, clock.now() + RETRY_DELAY);
      });
    }
  }
  return users.length;
}
