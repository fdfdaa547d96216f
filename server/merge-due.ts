import type { SqliteServices } from '../adapters/sqlite/services.ts';
import { mergeUserData } from '../engine/merge-user-data.ts';
import { continueDue, type UserWork } from './continue-due.ts';

/** Continues the merges of users that are due (R65). Returns their number. */
export function mergeDue(services: SqliteServices): Promise<number> {
  return continueDue(createMergeWork(services), services);
}

/** Creates the work of the merge of a user. */
export function createMergeWork(services: SqliteServices): UserWork {
  return {
    due: services.merges,
    proceed: (userId, hasTimeLeft) => mergeUserData(userId, { services, hasTimeLeft }),
    logFailure: (error) => services.log.warn('MERGE_FAILED', { error: String(error) }),
  };
}
