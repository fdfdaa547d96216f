import { randomUUID } from 'node:crypto';
import type { AcceptedEntry, Inbox } from '../adapters/sqlite/inbox.ts';
import type { SqliteServices } from '../adapters/sqlite/services.ts';
import type { Bus, EntryResult } from '../core/ports.ts';
import { OpenClaimError } from '../engine/open-claim-error.ts';
import { type EntryDeps, parseAcceptedEntry, processEntry, refuseEntry } from './process-entry.ts';
import { computeRetryAt, OPEN_CLAIM_DELAY, retryDue } from './retry-due.ts';
import { createTimeCheck } from './time-check.ts';

/** The longest time, in milliseconds, that one commit may collect entries of a request: a full request of ordinary entries is one commit. */
const MAX_PART_MS = 250;

/** The bus on one machine, with its inbox. */
export interface ServerBus extends Bus {
  /** Retries a few of the events that failed before and are due, and returns how many. */
  retryDue(): Promise<number>;
}

/**
 * Creates the bus of one machine. It processes the entries of a request in order, in as few commits as possible, before
 * it answers. If one of them throws, they are processed one by one: an entry that throws is stored in the inbox and retried later.
 */
export function createServerBus(services: SqliteServices, inbox: Inbox): ServerBus {
  const deps = { services, inbox };
  return {
    async put(entries) {
      const at = services.clock.now();
      const call = randomUUID();
      const accepted = entries.map((entry, index) => ({ entry, entryId: `${call}-${index}`, at }));
      const results: EntryResult[] = [];
      while (results.length < accepted.length)
        results.push(...(await processPart(accepted.slice(results.length), deps)));
      await processReports(deps);
      return results;
    },
    retryDue: () => retryDue(deps),
  };
}

/** Processes what the connector itself reported because of the entries, as much as there is time for. The timer does the rest. */
async function processReports(deps: EntryDeps): Promise<void> {
  const hasTime = createTimeCheck(MAX_PART_MS);
  try {
    while (deps.services.reporter.hasNews() && hasTime()) while (hasTime() && (await retryDue(deps)) > 0);
  } catch (error) {
    // The entries themselves are accepted.
    deps.services.log.warn('DUE_WORK_FAILED', { error: String(error) });
  }
}

/** Processes the first of some entries, as many as there is time for, in one commit, and returns their results. */
async function processPart(accepted: readonly AcceptedEntry[], deps: EntryDeps): Promise<EntryResult[]> {
  const { services } = deps;
  const processInTransaction = (process: (item: AcceptedEntry) => Promise<EntryResult>) =>
    services.transaction(() => processInTime(accepted, process));
  try {
    return await processInTransaction((item) => processEntry(item, services));
  } catch (error) {
    services.log.warn('BATCH_FAILED', { entries: accepted.length, error: String(error) });
    try {
      return await processInTransaction((item) => processAlone(item, deps));
    } catch {
      // The whole transaction was rolled back: the entries are stored, and each is retried in a transaction of its own.
      return processInTransaction((item) => storeForRetry(item, deps));
    }
  }
}

async function processInTime<Item, Result>(
  items: readonly Item[],
  process: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const hasTime = createTimeCheck(MAX_PART_MS);
  const results: Result[] = [];
  for (const item of items) {
    results.push(await process(item));
    if (!hasTime()) break;
  }
  return results;
}

/** Processes an entry in a savepoint. If that throws, the entry is accepted all the same, and retried later. */
async function processAlone(item: AcceptedEntry, { services, inbox }: EntryDeps): Promise<EntryResult> {
  try {
    return await services.savepoint(() => processEntry(item, services));
  } catch (error) {
    const parsed = parseAcceptedEntry(item);
    if ('refusal' in parsed) throw error;
    if (error instanceof OpenClaimError) {
      inbox.add(item, { attempts: 0, dueAt: services.clock.now() + OPEN_CLAIM_DELAY });
      return { eventId: parsed.event.id };
    }
    inbox.add(item, { attempts: 1, dueAt: computeRetryAt(1, services), error: String(error) });
    services.log.warn('EVENT_FAILED', { entryId: item.entryId, attempts: 1, error: String(error) });
    return { eventId: parsed.event.id };
  }
}

async function storeForRetry(item: AcceptedEntry, { services, inbox }: EntryDeps): Promise<EntryResult> {
  const parsed = parseAcceptedEntry(item);
  if ('refusal' in parsed) return refuseEntry(item, parsed.refusal, services);
  inbox.add(item);
  return { eventId: parsed.event.id };
}
