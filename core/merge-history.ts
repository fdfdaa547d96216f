import type { Instant } from './contracts/instant.ts';
import { MINUTE, type TimeSpan } from './contracts/time-span.ts';
import type { Revised } from './installation-document.ts';

/** The history of the merges of an installation (R65). While it is not written, users may have been merged. */
export interface MergeHistory extends Revised {
  /** True if a user may have been merged. If not, no alias need be looked for. */
  readonly hasMerged: boolean;
  /** The instant of the first merge that came when none was known; absent if others may have come before it. */
  readonly since?: Instant;
}

/** The history of an installation that has written none: it may be from before histories were written. */
export const UNKNOWN_MERGE_HISTORY: MergeHistory = { rev: 0, hasMerged: true };

/** The history of an installation that begins. */
export const EMPTY_MERGE_HISTORY: MergeHistory = { rev: 1, hasMerged: false };

/** The time by which the clocks of two processes may differ, and which the write of the history may take with all its attempts. */
const MARGIN: TimeSpan = MINUTE;

/** Returns the history with a merge that is about to be done; the same one if it has merges already. */
export function addMerge(history: MergeHistory, now: Instant): MergeHistory {
  const { rev, hasMerged } = history;
  if (!hasMerged) return { rev: rev + 1, hasMerged: true, since: now };
  return rev === 0 ? { rev: 1, hasMerged: true } : history;
}

/**
 * Returns the instant from which on merges may be done: by then every reader has seen that there are some, however long it uses what it
 * read.
 */
export function findFirstMergeAt({ since }: MergeHistory, maxAge: TimeSpan): Instant {
  if (since === undefined || maxAge === 0) return Number.NEGATIVE_INFINITY;
  return since + maxAge + MARGIN;
}
