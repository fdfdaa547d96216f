import type { Reporter } from '../../core/ports.ts';
import type { ReportedEntry } from '../../core/reported-entry.ts';

/** The reporter in memory, with the entries that were reported and not taken yet. */
export interface MemoryReporter extends Reporter {
  /** Returns the next reported entry, and removes it; undefined if there is none. */
  takeEntry(): ReportedEntry | undefined;
}

/** Creates the reporter in memory. Who runs the rehearsal takes the entries and handles them. */
export function createMemoryReporter(): MemoryReporter {
  let reported: ReportedEntry[] = [];
  let taken = 0;
  return {
    async report(entries) {
      reported.push(...entries);
    },
    takeEntry() {
      const entry = reported[taken];
      taken += 1;
      if (entry !== undefined) return entry;
      [reported, taken] = [[], 0];
      return undefined;
    },
  };
}
