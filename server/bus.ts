import { randomUUID } from 'node:crypto';
import type { Accepted, Inbox } from '../adapters/sqlite/inbox.ts';
import type { LocalServices } from '../adapters/sqlite/services.ts';
import type { Bus, EntryResult } from '../core/ports.ts';
import { retryAt, retryDue } from './retries.ts';
import { newSlice } from './slice.ts';
import { type Intake, readAccepted, refuse, takeEntry } from './take-entry.ts';

/** Entries of one request are committed in parts where they take longer than this, in milliseconds: a full request of ordinary ones is one commit. */
const LONGEST_PART = 250;

/** The bus on one machine, with its inbox. */
export interface LocalBus extends Bus {
  /** Tries again a few of the events that broke before and are due; answers how many that were. */
  retry(): Promise<number>;
}

/**
 * The bus on one machine: entries are read and pass through the stages in order, in as few commits as fit, before the
 * answer. If a stage breaks, they are processed one by one: what breaks goes to the inbox and is tried again later.
 */
export function localBus(services: LocalServices, inbox: Inbox): LocalBus {
  const intake = { services, inbox };
  return {
    async put(entries) {
      const at = services.clock.now();
      const accepted = entries.map((entry) => ({ entry, entryId: randomUUID(), at }));
      const results: EntryResult[] = [];
      while (results.length < accepted.length)
        results.push(...(await takePart(accepted.slice(results.length), intake)));
      return results;
    },
    retry: () => retryDue(intake),
  };
}

/** Takes in the first of some entries, as many as there is time for, in one commit; answers their results. */
async function takePart(accepted: readonly Accepted[], intake: Intake): Promise<EntryResult[]> {
  const { services } = intake;
  const inOneCommit = (take: (item: Accepted) => Promise<EntryResult>) =>
    services.together(() => whileInTime(accepted, take));
  try {
    return await inOneCommit((item) => takeEntry(item, services));
  } catch (error) {
    services.log.warn('BATCH_BROKE', { entries: accepted.length, error: String(error) });
    try {
      return await inOneCommit((item) => takeAlone(item, intake));
    } catch {
      // What broke took the whole transaction along: the entries are kept, and tried again each in one of its own.
      return inOneCommit((item) => shelve(item, intake));
    }
  }
}

async function whileInTime<Item, Result>(
  items: readonly Item[],
  take: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const hasTime = newSlice(LONGEST_PART);
  const results: Result[] = [];
  for (const item of items) {
    results.push(await take(item));
    if (!hasTime()) break;
  }
  return results;
}

/** Takes in an entry that may break: then it is accepted all the same, and tried again later. */
async function takeAlone(item: Accepted, { services, inbox }: Intake): Promise<EntryResult> {
  try {
    return await services.isolated(() => takeEntry(item, services));
  } catch (error) {
    const reading = readAccepted(item);
    if ('refusal' in reading) throw error;
    inbox.put(item, { attempts: 1, dueAt: retryAt(1, services) });
    services.log.warn('EVENT_BROKE', { entryId: item.entryId, attempts: 1, error: String(error) });
    return { eventId: reading.event.id };
  }
}

async function shelve(item: Accepted, { services, inbox }: Intake): Promise<EntryResult> {
  const reading = readAccepted(item);
  if ('refusal' in reading) return refuse(item, reading.refusal, services);
  inbox.put(item);
  return { eventId: reading.event.id };
}
