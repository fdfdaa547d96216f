import { tagMergedId } from '../identity.ts';
import type { LiveEnrollment } from '../live-enrollment.ts';
import type { Receipt } from '../receipt.ts';
import { cancels, type Dispatch, isBefore, MAX_DISPATCHES, MAX_LIVE_ENROLLMENTS, type Row } from '../row.ts';
import { addMark } from './apply-exception.ts';
import { assignWaits, isAlreadyReceived } from './assign-waits.ts';
import { cancelOlderPublications } from './cancel-older-publications.ts';
import type { DecisionOutcome, MergeInput } from './input.ts';
import { uniteLive } from './unite-live.ts';
import {
  cancelEnrollment,
  isDecided,
  NO_EFFECTS,
  toOutcome,
  type WorkingRow,
  withholdEnrollment,
} from './working-row.ts';

/** The maximum number of live triggers after a merge: those of two full rows. */
const MAX_MERGED_LIVE = 2 * MAX_LIVE_ENROLLMENTS;

/**
 * Merges the row of a user into that of the user into whom it was merged, as if one user had done all of it (R65): an exception of either
 * cancels the waits of the other, a receipt of either rules out the waits of the other, and of the waits that are left the earliest
 * holds. Claimed messages all leave.
 */
export function mergeRow(row: Row, input: MergeInput, working: WorkingRow): DecisionOutcome {
  // Another sweep has merged it meanwhile, or an erasure removed it.
  if (input.row.rev === 0 || input.row.mergedInto !== undefined) return { row, ...NO_EFFECTS };
  const united = unite(row, input, working);
  const judged = withholdReceived(cancelMarked(cancelOlderPublications(united), input), { row, input });
  const settled = assignWaits(limitLive(judged));
  const newDecisions = settled.newDecisions.map((each) =>
    each.reason === 'superseded' ? { ...each, reason: 'user-merged' as const } : each,
  );
  const outcome = toOutcome({ ...settled, newDecisions }, row, input);
  return { ...outcome, decisions: newDecisions, row: { ...outcome.row, marksFrom: uniteMarksFrom(row, input) } };
}

/**
 * Returns what is left of the row of a merged user: the decisions, the ids of decided triggers, and the dispatches, by which a recount finds
 * the message of a conversion that was decided here (R48); and where all else is.
 */
export function createStub(row: Row, mergedInto: string): Row {
  return {
    ...row,
    rev: row.rev + 1,
    live: [],
    marks: [],
    receipt: undefined,
    stays: undefined,
    mergedInto,
  };
}

function unite(row: Row, input: MergeInput, working: WorkingRow): WorkingRow {
  const marks = input.row.marks.map((mark) => ({ ...mark, id: tagMergedId(input.userId, mark.id) }));
  const decided = input.row.decided.map(({ id, at }) => ({ id: tagMergedId(input.userId, id), at }));
  return {
    ...working,
    live: uniteLive(row, input),
    marks: marks.reduce((all, mark) => addMark(all, mark, working.terms.exceptions), row.marks),
    receipt: pickLaterReceipt(row.receipt, input.row.receipt),
    decided: [...row.decided, ...decided.filter(({ id }) => !isDecided(row, id))],
    sent: uniteDispatches(row, input),
  };
}

/** Returns the newest dispatches of both rows, which later events of the one user convert (R47). */
function uniteDispatches({ sent: one = [] }: Row, { userId, row: { sent: other = [] } }: MergeInput): Row['sent'] {
  const merged = other.map((dispatch) => ({ ...dispatch, letters: tagLetters(dispatch.letters, userId) }));
  const united = [...one, ...merged].sort((a, b) => a.at - b.at).slice(-MAX_DISPATCHES);
  return united.length === 0 ? undefined : united;
}

/** Returns the conversions of a dispatch under the identities that the events of their user have in the other row, by which repeats are known. */
function tagLetters(letters: Dispatch['letters'], userId: string): Dispatch['letters'] {
  const tagged = Object.entries(letters).map(([letter, by]) => [
    letter,
    by && { ...by, id: tagMergedId(userId, by.id) },
  ]);
  return Object.fromEntries(tagged);
}

function pickLaterReceipt(one: Receipt | undefined, other: Receipt | undefined): Receipt | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.at > one.at ? other : one;
}

/** Cancels the waits that an exception of the other user would have cancelled (R32). */
function cancelMarked(working: WorkingRow, { archivedMarks }: MergeInput): WorkingRow {
  const marks = [...working.marks, ...archivedMarks].filter(({ exception }) => working.terms.exceptions.has(exception));
  return working.live.reduce((next, enrollment) => {
    const mark = enrollment.state === 'claimed' ? undefined : marks.find((each) => cancels(each, enrollment));
    if (mark === undefined || enrollment.state === 'claimed') return next;
    return cancelEnrollment(next, enrollment, { reason: mark.restarts ? 'restarted' : 'exception', mark });
  }, working);
}

/** Withholds the waits of either user whose triggers the receipt of the other rules out (R40, R41). */
function withholdReceived(
  working: WorkingRow,
  { row, input }: { readonly row: Row; readonly input: MergeInput },
): WorkingRow {
  const merged = new Set(input.row.live.map(({ enrollmentId }) => enrollmentId));
  return working.live.reduce((next, enrollment) => {
    const receipt = merged.has(enrollment.enrollmentId) ? row.receipt : input.row.receipt;
    if (enrollment.state === 'claimed' || !isAlreadyReceived({ terms: working.terms, receipt }, enrollment.at))
      return next;
    return withholdEnrollment(next, enrollment, 'already-received');
  }, working);
}

/** Withholds the latest waits beyond the limit. */
function limitLive(working: WorkingRow): WorkingRow {
  const excess = working.live.length - MAX_MERGED_LIVE;
  if (excess <= 0) return working;
  const latest = working.live.filter(({ state }) => state !== 'claimed').toSorted(compareLatestFirst);
  return latest
    .slice(0, excess)
    .reduce((next, enrollment) => withholdEnrollment(next, enrollment, 'too-many-waits'), working);
}

function compareLatestFirst(one: LiveEnrollment, other: LiveEnrollment): number {
  return isBefore(one, other) ? 1 : -1;
}

/** Returns the users whose archived marks belong to the row: those of the merged user, too. */
function uniteMarksFrom({ marksFrom }: Row, { userId, row }: MergeInput): readonly string[] | undefined {
  const users = new Set([...(marksFrom ?? []), ...(row.marksFrom ?? []), ...(row.hasMarks ? [userId] : [])]);
  return users.size === 0 ? undefined : [...users];
}
