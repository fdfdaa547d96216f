import type { SqliteServices } from '../adapters/sqlite/services.ts';
import { eraseUser } from '../engine/erase-user.ts';
import { continueDue, type UserWork } from './continue-due.ts';

/** Continues the erasures of deleted users that are due (R65). Returns their number. */
export function eraseDue(services: SqliteServices): Promise<number> {
  const work: UserWork = {
    due: services.erasures,
    proceed: (userId, hasTimeLeft) => eraseUser(userId, { services, hasTimeLeft }),
    logFailure: (error) => services.log.warn('ERASURE_FAILED', { error: String(error) }),
  };
  return continueDue(work, services);
}
