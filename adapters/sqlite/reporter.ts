import type { Clock, Reporter } from '../../core/ports.ts';
import type { Inbox } from './inbox.ts';

/** The reporter of one machine. */
export interface SqliteReporter extends Reporter {
  /** Returns whether something was reported since the last call. */
  hasNews(): boolean;
}

/** Creates the reporter of one machine: what it reports lies in the inbox, in the same commit as its cause, until it is processed. */
export function createSqliteReporter(inbox: Inbox, clock: Clock): SqliteReporter {
  let isNew = false;
  return {
    async report(entries) {
      for (const entry of entries) inbox.add({ entry, entryId: String(entry.Detail['id']), at: clock.now() });
      isNew ||= entries.length > 0;
    },
    hasNews() {
      const wasNew = isNew;
      isNew = false;
      return wasNew;
    },
  };
}
