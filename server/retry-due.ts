import type { InboxItem, UnreadableItem } from '../adapters/sqlite/inbox.ts';
import { UNREADABLE_DELAY } from '../adapters/sqlite/read-list-item.ts';
import { describeStoreFailure } from '../adapters/sqlite/store-failure.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import type { Services } from '../core/ports.ts';
import { OpenClaimError } from '../engine/open-claim-error.ts';
import { type EntryDeps, processEntry, refuseEntry } from './process-entry.ts';
import { createTimeCheck } from './time-check.ts';

/** The number of attempts after which an event is stored as refused. */
const MAX_ATTEMPTS = 6;
/** The largest number of events that are retried in one turn, so that due waves and requests do not wait for more. */
const MAX_RETRIES_PER_TURN = 25;
/** The longest time, in milliseconds, of the retries of one turn. */
const MAX_RETRIES_MS = 25;
/** The time until an entry is retried that the store could not write; smaller ones may fit meanwhile. */
const POSTPONE_DELAY: TimeSpan = 5 * SECOND;
/** The time until an event comes again that met an open claim (R47). */
export const OPEN_CLAIM_DELAY: TimeSpan = 5 * SECOND;

/** Returns the instant of the next attempt after a number of attempts: a second later, then two, then four. */
export function computeRetryAt(attempts: number, { clock }: Pick<Services, 'clock'>): Instant {
  return clock.now() + 2 ** (attempts - 1) * SECOND;
}

/** Retries a few of the due events, each in a savepoint, all in one commit, and returns how many. */
export async function retryDue(deps: EntryDeps): Promise<number> {
  const { services, inbox } = deps;
  const now = services.clock.now();
  if ((inbox.nextDueAt() ?? Number.POSITIVE_INFINITY) > now) return 0;
  try {
    return await services.transaction(() => retrySome(deps, now));
  } catch {
    // The whole transaction was rolled back: the first event is retried in a transaction of its own.
    const item = inbox.findDue(now);
    if (item !== undefined) await retryAlone(item, deps);
    return 1;
  }
}

async function retrySome({ services, inbox }: EntryDeps, now: Instant): Promise<number> {
  const hasTime = createTimeCheck(MAX_RETRIES_MS);
  let tried = 0;
  for (let item = inbox.findDue(now); item !== undefined; item = inbox.findDue(now)) {
    await retryOne(item, { services, inbox });
    tried += 1;
    if (tried === MAX_RETRIES_PER_TURN || !hasTime()) break;
  }
  return tried;
}

async function retryOne(item: InboxItem | UnreadableItem, deps: EntryDeps): Promise<void> {
  if ('error' in item) return setAside(item, deps);
  try {
    await deps.services.savepoint(() => processEntry(item, deps.services, true));
    deps.inbox.remove(item);
  } catch (error) {
    await scheduleNextAttempt(item, error, deps);
  }
}

async function retryAlone(item: InboxItem | UnreadableItem, deps: EntryDeps): Promise<void> {
  const { services, inbox } = deps;
  if ('error' in item) return services.transaction(async () => setAside(item, deps));
  try {
    await services.transaction(async () => {
      await processEntry(item, services, true);
      inbox.remove(item);
    });
  } catch (error) {
    const isStoreBroken = describeStoreFailure(error) !== undefined;
    await services.transaction(async () =>
      isStoreBroken
        ? inbox.postpone(item, services.clock.now() + POSTPONE_DELAY)
        : scheduleNextAttempt(item, error, deps),
    );
    // The entries after it would fail as well.
    if (isStoreBroken) throw error;
  }
}

/** Sets an entry that cannot be read aside for a day. It stays in the inbox, and is logged once a day. */
function setAside(item: UnreadableItem, { services, inbox }: EntryDeps): void {
  services.log.warn('ENTRY_UNREADABLE', { attempts: item.attempts, error: String(item.error) });
  inbox.postpone(item, services.clock.now() + UNREADABLE_DELAY);
}

/** Schedules the next attempt for an event that failed again; after the last attempt it is refused with the error. */
async function scheduleNextAttempt(item: InboxItem, error: unknown, { services, inbox }: EntryDeps): Promise<void> {
  if (error instanceof OpenClaimError) return inbox.postpone(item, services.clock.now() + OPEN_CLAIM_DELAY);
  const attempts = item.attempts + 1;
  services.log.warn('EVENT_FAILED', { entryId: item.entryId, attempts, error: String(error) });
  if (attempts < MAX_ATTEMPTS)
    return inbox.scheduleRetry(item, { dueAt: computeRetryAt(attempts, services), error: String(error) });
  const message = `processing failed ${MAX_ATTEMPTS} times: ${String(error)}`;
  await refuseEntry(item, { code: 'InternalFailure', message }, services);
  inbox.remove(item);
}
