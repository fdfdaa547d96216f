import type { SqliteServices } from '../adapters/sqlite/services.ts';
import type { ConnectorEvent } from '../core/contracts/event.ts';
import { takeSteps } from './continue-due.ts';
import { createErasureWork } from './erase-due.ts';
import { createMergeWork } from './merge-due.ts';
import { createTimeCheck } from './time-check.ts';

/** The longest time, in milliseconds, that the rows of a merged user keep the other entries of a commit waiting. */
const MAX_MERGE_MS = 25;

/**
 * Takes the first steps of the sweep of a deletion or a merge in the transaction of its entry, so that the next entry of the request finds the
 * user erased or merged already (R65). They are in a savepoint: if they fail, nothing of them stays, and the timer takes them. It does the
 * rest, too.
 */
export async function sweepImmediately({ kind, userId }: ConnectorEvent, services: SqliteServices): Promise<void> {
  if (kind !== 'deletion' && kind !== 'merge') return;
  const work = kind === 'deletion' ? createErasureWork(services) : createMergeWork(services);
  // The first step of an erasure reaches all rows of the user.
  const hasTimeLeft = kind === 'deletion' ? () => false : createTimeCheck(MAX_MERGE_MS);
  await services.savepoint(() => takeSteps(work, userId, hasTimeLeft)).catch(work.logFailure);
}
