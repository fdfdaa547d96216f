import { stringifyJson } from '../../core/contracts/json.ts';
import { type DeadLetter, type DeadLetterQueues, MAX_SAMPLE } from '../../core/dead-letters.ts';
import type { Clock } from '../../core/ports.ts';
import type { FailingItem, Inbox } from './inbox.ts';
import type { SqliteServices } from './services.ts';

/** The store of the accepted entries, and its clock. */
interface DeadLetterQueuesDeps extends Pick<SqliteServices, 'transaction'> {
  readonly inbox: Inbox;
  readonly clock: Clock;
}

/**
 * Creates the dead-letter queues of one machine: the queue of events, with the accepted entries that failed and are tried again, and those
 * that cannot be read. What is given up there is a refused event.
 */
export function createSqliteDeadLetterQueues({ inbox, clock, transaction }: DeadLetterQueuesDeps): DeadLetterQueues {
  const listFailing = () => transaction(async () => inbox.listFailing(clock.now()));
  return {
    listNames: async () => ['events'],
    list: async () => [{ name: 'events', messages: (await listFailing()).length }],
    sample: async () => (await listFailing()).slice(0, MAX_SAMPLE).map(toDeadLetter),
    retry: () =>
      transaction(async () => {
        const failing = inbox.listFailing(clock.now());
        inbox.makeDue(failing, clock.now());
        return { retried: failing.length, left: 0, isDone: true };
      }),
  };
}

function toDeadLetter({ item, dueAt, body }: FailingItem): DeadLetter {
  const { seq, attempts } = item;
  const tried = { id: String(seq), attempts, nextAttemptAt: dueAt, canRetry: true };
  if ('error' in item) return { ...tried, code: item.error.name, message: item.error.message, body };
  const { at, entry, lastError } = item;
  return { ...tried, at, body: stringifyJson(entry), ...(lastError !== undefined && { message: lastError }) };
}
