import type { Instant } from '../contracts/instant.ts';
import { DAY, type TimeSpan } from '../contracts/time-span.ts';
import type { Revised } from '../installation-document.ts';

/**
 * The state of the recounts of an installation. All campaigns with statistics are recounted in one walk over the rows, because a walk
 * reads every row whichever campaign it is for.
 */
export interface RecountState extends Revised {
  /** The number of the recount that began last; 0 if none did. What is counted since then carries this number in its row. */
  readonly number: number;
  readonly begunAt?: Instant;
  /** The instant at which the last recount was done. */
  readonly doneAt?: Instant;
  /** The walk over the rows; absent while no recount is running. */
  readonly walk?: RecountWalk;
}

/** The walk of a recount over the rows. */
export interface RecountWalk {
  /** The campaigns that are recounted: those that had statistics when it began. */
  readonly campaigns: readonly string[];
  /** The cursor of each segment of the rows, after which it goes on; null where it is done. */
  readonly segments: readonly (string | null)[];
  /** The parts that the walk has counted so far, by their ids. Other parts are of steps that ended before they were recorded. */
  readonly parts: readonly string[];
}

/** The state of an installation in which nothing was ever recounted. */
export const FIRST_RECOUNT_STATE: RecountState = { rev: 0, number: 0 };

/** The time between two recounts that begin by themselves. */
const RECOUNT_INTERVAL: TimeSpan = DAY;

/** Returns whether a recount is to begin by itself: a day after the last one began. */
export function isRecountDue({ begunAt, walk }: RecountState, now: Instant): boolean {
  return walk === undefined && (begunAt === undefined || now - begunAt >= RECOUNT_INTERVAL);
}

/** Returns the state after a recount begins: what is counted from now on is no part of it. */
export function beginRecount(
  state: RecountState,
  {
    now,
    campaigns,
    segments,
  }: { readonly now: Instant; readonly campaigns: readonly string[]; readonly segments: number },
): RecountState {
  const walk = { campaigns, segments: Array.from({ length: segments }, () => ''), parts: [] };
  return { ...state, rev: state.rev + 1, number: state.number + 1, begunAt: now, walk };
}

/** Returns the state after a step of the walk. */
export function continueRecount(state: RecountState, walk: RecountWalk): RecountState {
  return { ...state, rev: state.rev + 1, walk };
}

/** Returns the state after a recount is done. */
export function endRecount({ walk: _, ...state }: RecountState, now: Instant): RecountState {
  return { ...state, rev: state.rev + 1, doneAt: now };
}
