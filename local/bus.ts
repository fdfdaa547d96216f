import { randomUUID } from 'node:crypto';
import type { Accepted, Inbox, InboxItem } from '../adapters/local/inbox.ts';
import { storeFailure } from '../adapters/local/store-failure.ts';
import { SECOND, type Span } from '../core/contracts/span.ts';
import type { Bus, EntryResult, Services } from '../core/ports.ts';
import { type Refusal, readEntry } from '../core/read-entry.ts';
import { finishClaims } from '../flow/finish-claims.ts';
import { passThrough } from './pass-through.ts';

/** After this many attempts an event is kept as refused: its processing breaks, and nothing here can mend it. */
const MOST_ATTEMPTS = 6;

/** An entry that could not be written is tried again after this long: others may fit. */
const POSTPONED: Span = 5 * SECOND;

/** The bus on one machine, with its inbox. */
export interface LocalBus extends Bus {
  /** Tries again what broke before and is due; answers how many entries that were. */
  retry(): Promise<number>;
}

/**
 * The bus on one machine: entries are read and pass through the stages in order, all in one commit, before the answer.
 * If a stage breaks, nothing of that is kept; the entries go to the inbox instead, and are processed one by one.
 */
export function localBus(services: Services, inbox: Inbox): LocalBus {
  const retry = async (): Promise<number> => {
    let tried = 0;
    for (let item = inbox.next(services.clock.now()); item !== undefined; item = inbox.next(services.clock.now())) {
      await attempt(item, inbox, services);
      tried += 1;
    }
    return tried;
  };
  return {
    retry,
    async put(entries) {
      const at = services.clock.now();
      const accepted = entries.map((entry) => ({ entry, entryId: randomUUID(), at }));
      try {
        return await services.together(async () => {
          const results: EntryResult[] = [];
          for (const item of accepted) results.push(await process(item, services));
          return results;
        });
      } catch (error) {
        services.log.warn('BATCH_BROKE', { entries: entries.length, error: String(error) });
        const results = await services.together(async () =>
          Promise.all(accepted.map((item) => shelve(item, inbox, services))),
        );
        // They are accepted, whatever becomes of this: it is tried again with what is due.
        await retry().catch((broken: unknown) => services.log.warn('WORK_BROKE', { error: String(broken) }));
        return results;
      }
    },
  };
}

/** Reads an entry and takes its event through the stages, or keeps why it is refused. */
async function process(item: Accepted | InboxItem, services: Services): Promise<EntryResult> {
  const reading = readEntry(item.entry, { now: item.at, entryId: item.entryId });
  if ('refusal' in reading) return refuse(item, reading.refusal, services);
  const { event } = reading;
  if ('attempts' in item && event.kind !== 'profile') await finishClaims(event, services);
  await passThrough(event, services);
  return { eventId: event.id };
}

async function shelve(item: Accepted, inbox: Inbox, services: Services): Promise<EntryResult> {
  const reading = readEntry(item.entry, { now: item.at, entryId: item.entryId });
  if ('refusal' in reading) return refuse(item, reading.refusal, services);
  inbox.put(item);
  return { eventId: reading.event.id };
}

async function attempt(item: InboxItem, inbox: Inbox, services: Services): Promise<void> {
  try {
    await services.together(async () => {
      await process(item, services);
      inbox.remove(item);
    });
  } catch (error) {
    services.log.warn('EVENT_BROKE', { entryId: item.entryId, attempts: item.attempts + 1, error: String(error) });
    const isStoreBroken = storeFailure(error) !== undefined;
    await services.together(async () =>
      isStoreBroken
        ? inbox.postpone(item, services.clock.now() + POSTPONED)
        : putOff(item, String(error), { inbox, services }),
    );
    // The entries after it would break as well.
    if (isStoreBroken) throw error;
  }
}

async function putOff(
  item: InboxItem,
  error: string,
  { inbox, services }: { inbox: Inbox; services: Services },
): Promise<void> {
  if (item.attempts + 1 < MOST_ATTEMPTS) return inbox.retryAt(item, services.clock.now() + 2 ** item.attempts * SECOND);
  const message = `processing broke ${MOST_ATTEMPTS} times: ${error}`;
  await refuse(item, { code: 'InternalFailure', message }, services);
  inbox.remove(item);
}

async function refuse(item: Accepted, refusal: Refusal, services: Services): Promise<EntryResult> {
  await services.refusals.keep({ ...refusal, at: item.at, entry: item.entry });
  return { errorCode: refusal.code, errorMessage: refusal.message };
}
