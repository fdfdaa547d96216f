import type { InboxItem } from '../adapters/sqlite/inbox.ts';
import { storeFailure } from '../adapters/sqlite/store-failure.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { SECOND, type Span } from '../core/contracts/span.ts';
import type { Services } from '../core/ports.ts';
import { newSlice } from './slice.ts';
import { type Intake, refuse, takeEntry } from './take-entry.ts';

/** After this many attempts an event is kept as refused: its processing breaks, and nothing here can mend it. */
const MOST_ATTEMPTS = 6;
/** Events that are tried again in one turn, and how long that may take, in milliseconds: due waves and requests do not wait for more. */
const MOST_RETRIES = 25;
const LONGEST_RETRIES = 25;
/** An entry that could not be written is tried again after this long: others may fit. */
const POSTPONED: Span = 5 * SECOND;

/** Returns when an event is tried again after so many attempts: a second later, then two, then four. */
export function retryAt(attempts: number, { clock }: Pick<Services, 'clock'>): Instant {
  return clock.now() + 2 ** (attempts - 1) * SECOND;
}

/** Tries a few of the events that are due again, each alone, with one commit for all of them; answers how many that were. */
export async function retryDue(intake: Intake): Promise<number> {
  const { services, inbox } = intake;
  const now = services.clock.now();
  if ((inbox.nextAt() ?? Number.POSITIVE_INFINITY) > now) return 0;
  try {
    return await services.together(() => retrySome(intake, now));
  } catch {
    // One of them took the whole transaction along: the first is tried in one of its own.
    const item = inbox.next(now);
    if (item !== undefined) await retryByItself(item, intake);
    return 1;
  }
}

async function retrySome({ services, inbox }: Intake, now: Instant): Promise<number> {
  const hasTime = newSlice(LONGEST_RETRIES);
  let tried = 0;
  for (let item = inbox.next(now); item !== undefined; item = inbox.next(now)) {
    await retryOne(item, { services, inbox });
    tried += 1;
    if (tried === MOST_RETRIES || !hasTime()) break;
  }
  return tried;
}

async function retryOne(item: InboxItem, intake: Intake): Promise<void> {
  try {
    await intake.services.isolated(() => takeEntry(item, intake.services, true));
    intake.inbox.remove(item);
  } catch (error) {
    await putOff(item, error, intake);
  }
}

async function retryByItself(item: InboxItem, intake: Intake): Promise<void> {
  const { services, inbox } = intake;
  try {
    await services.together(async () => {
      await takeEntry(item, services, true);
      inbox.remove(item);
    });
  } catch (error) {
    const isStoreBroken = storeFailure(error) !== undefined;
    await services.together(async () =>
      isStoreBroken ? inbox.postpone(item, services.clock.now() + POSTPONED) : putOff(item, error, intake),
    );
    // The entries after it would break as well.
    if (isStoreBroken) throw error;
  }
}

/** Puts an event off that broke again; after the last attempt it is refused, with what broke. */
async function putOff(item: InboxItem, error: unknown, { services, inbox }: Intake): Promise<void> {
  const attempts = item.attempts + 1;
  services.log.warn('EVENT_BROKE', { entryId: item.entryId, attempts, error: String(error) });
  if (attempts < MOST_ATTEMPTS) return inbox.retryAt(item, retryAt(attempts, services));
  const message = `processing broke ${MOST_ATTEMPTS} times: ${String(error)}`;
  await refuse(item, { code: 'InternalFailure', message }, services);
  inbox.remove(item);
}
