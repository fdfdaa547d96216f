import type { SqliteServices } from '../adapters/sqlite/services.ts';
import { eraseUser } from '../engine/erase-user.ts';
import { continueDue, type UserWork } from './continue-due.ts';

/** Continues the erasures of deleted users that are due (R65). Returns their number. */
export function eraseDue(services: SqliteServices): Promise<number> {
  return continueDue(createErasureWork(services), services);
}

/** Creates the work of the erasure of a deleted user. */
export function createErasureWork(services: SqliteServices): UserWork {
  return {
    due: services.erasures,
    proceed: (userId, hasTimeLeft) => eraseUser(userId, { services, hasTimeLeft }),
    logFailure: (error) => services.log.warn('ERASURE_FAILED', { error: String(error) }),
  };
}
