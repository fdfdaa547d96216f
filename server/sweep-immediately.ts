import type { SqliteServices } from '../adapters/sqlite/services.ts';
import type { ConnectorEvent } from '../core/contracts/event.ts';
import { eraseUser } from '../engine/erase-user.ts';
import { mergeUserData } from '../engine/merge-user-data.ts';
import { createTimeCheck } from './time-check.ts';

/** The longest time, in milliseconds, that the rows of a merged user keep the other entries of a commit waiting. */
const MAX_MERGE_MS = 25;

/**
 * Takes the first steps of the sweep of a deletion or a merge in the transaction of its entry, so that the next entry of the request finds the
 * user erased or merged already (R65). They are in a savepoint: if they fail, nothing of them stays, and the timer takes them. It does the
 * rest, too.
 */
export async function sweepImmediately({ kind, userId }: ConnectorEvent, services: SqliteServices): Promise<void> {
  const { savepoint, log } = services;
  if (kind === 'deletion') {
    const sweep = () => eraseUser(userId, { services, hasTimeLeft: () => false });
    await savepoint(sweep).catch((error: unknown) => log.warn('ERASURE_FAILED', { error: String(error) }));
  }
  if (kind === 'merge') {
    const hasTimeLeft = createTimeCheck(MAX_MERGE_MS);
    const sweep = () => {
      services.merges.settle(userId);
      return mergeUserData(userId, { services, hasTimeLeft });
    };
    await savepoint(sweep).catch((error: unknown) => log.warn('MERGE_FAILED', { error: String(error) }));
  }
}
