import type { CancelledReason, Decision, WithheldReason } from '../contracts/decision.ts';
import type { LiveEnrollment, PendingEnrollment, SeatWave } from '../live-enrollment.ts';
import type { Receipt } from '../receipt.ts';
import type { ExceptionMark, Row } from '../row.ts';
import { selectTriggersToArchive, splitDecisions } from './archive-decisions.ts';
import { removeArchivedMarks, selectMarksToArchive } from './archive-marks.ts';
import { findClaimedMessage } from './find-claimed-message.ts';
import { getConverting, listConversionsBy, meetsOpenClaim } from './find-conversions.ts';
import type { Boarding, DecisionInput, DecisionOutcome, Terms, Timing } from './input.ts';

/**
 * A row while an input is decided about, with the decisions and boardings so far. It never changes: each step of a decision takes one
 * and returns the next, so that the order of the steps is the order in which they are called on each other's results.
 */
export interface WorkingRow {
  readonly terms: Terms;
  readonly timing: Timing;
  readonly live: readonly LiveEnrollment[];
  readonly marks: readonly ExceptionMark[];
  readonly receipt: Receipt | undefined;
  readonly decided: Row['decided'];
  readonly sent: Row['sent'];
  /** The decisions that the row had before. */
  readonly earlierDecisions: readonly Decision[];
  readonly newDecisions: readonly Decision[];
  readonly boardings: readonly Boarding[];
}

/** A decision to record about a live trigger, which tells the rest. `at` is the present instant and `eventId` that of the trigger, if absent. */
type NewDecision = Pick<Decision, 'decision'> & Partial<Decision>;

/** The reason of a cancellation, and the exception event that caused it, if one did. */
export interface Cancellation {
  readonly reason: CancelledReason;
  readonly mark?: ExceptionMark;
}

export function createWorkingRow(row: Row, terms: Terms, timing: Timing): WorkingRow {
  const { live, marks, receipt, decided, sent, decisions } = row;
  const read = { live, marks, receipt, decided, sent, earlierDecisions: decisions };
  return { terms, timing, ...read, newDecisions: [], boardings: [] };
}

const NOTHING_ARCHIVED = { archivedPages: [], archivedTriggerIds: [], archivedMarks: [] } as const;

/** The parts of an outcome that does nothing besides what it does to the row. */
export const NO_EFFECTS = {
  decisions: [],
  boardings: [],
  toDispatch: undefined,
  conversions: [],
  isClaimOpen: false,
  ...NOTHING_ARCHIVED,
} as const;

/** Returns the outcome of an input: the next row, or the same row if nothing changed. */
export function toOutcome(working: WorkingRow, row: Row, input: DecisionInput): DecisionOutcome {
  const { live, marks, receipt, decided, sent, boardings } = working;
  const newDecisions = markCounted(working);
  const isUnchanged =
    live === row.live &&
    marks === row.marks &&
    decided === row.decided &&
    sent === row.sent &&
    newDecisions.length === 0;
  const toDispatch = findClaimedMessage(live, input);
  const converting = getConverting(input);
  const conversions = converting === undefined ? [] : listConversionsBy(converting, { sent, before: row.sent });
  const isClaimOpen = converting !== undefined && meetsOpenClaim(live, converting, working.timing.now);
  const more = { boardings, toDispatch, conversions, isClaimOpen };
  if (isUnchanged) return { row, decisions: newDecisions, ...more, ...NOTHING_ARCHIVED };
  const { remaining: remainingDecisions, pages: archivedPages } = splitDecisions(row);
  const count = (row.pages ?? 0) + archivedPages.length;
  const archivedTriggerIds = selectTriggersToArchive(row);
  const archivedMarks = selectMarksToArchive(row);
  // Each row has the same fields in the same order, absent ones undefined: that is several times faster than to leave them out.
  const next: Row = {
    rev: row.rev + 1,
    born: row.born,
    live,
    marks: removeArchivedMarks(marks, { row, archivedMarks }),
    receipt,
    decided: archivedTriggerIds.length === 0 ? decided : decided.filter(({ id }) => !archivedTriggerIds.includes(id)),
    hasKnown: row.hasKnown || archivedTriggerIds.length > 0 ? true : undefined,
    hasMarks: row.hasMarks || archivedMarks.length > 0 ? true : undefined,
    floor: row.floor,
    decisions: newDecisions.length === 0 ? remainingDecisions : [...remainingDecisions, ...newDecisions],
    pages: count === 0 ? undefined : count,
    stays: receipt !== undefined && working.terms.reeligibility === undefined ? true : undefined,
    deletedUntil: row.deletedUntil,
    sent,
    marksFrom: row.marksFrom,
  };
  return { row: next, decisions: newDecisions, ...more, archivedPages, archivedTriggerIds, archivedMarks };
}

/** Returns the new decisions, with the number of the recount after which they are counted (R48); the first needs none. */
function markCounted({ newDecisions, timing: { recount } }: WorkingRow): readonly Decision[] {
  return recount ? newDecisions.map((decision) => ({ ...decision, counted: recount })) : newDecisions;
}

/** Adds a decision about a live trigger. */
export function addDecision(working: WorkingRow, enrollment: LiveEnrollment, added: NewDecision): WorkingRow {
  const { decision, at, eventId, reason, heldUntil, exception, version, variant, leftOut, detail } = added;
  const recorded: Decision = {
    at: at ?? working.timing.now,
    eventId: eventId ?? enrollment.eventId,
    enrollmentId: enrollment.enrollmentId,
    triggeredAt: enrollment.at,
    dueAt: enrollment.dueAt,
    wave: enrollment.wave?.name,
    decision,
    reason,
    heldUntil,
    exception,
    version,
    variant,
    leftOut,
    detail,
    // A message counts in the epoch of its claim, whose shares assigned the user to a group.
    epoch: isTreatment(decision) && enrollment.state === 'claimed' ? enrollment.claim.epoch : working.terms.epoch,
    // A late exception is compared with a message that was sent, not with one that was not (R36).
    compared: decision === 'dispatched' ? enrollment.compared : undefined,
  };
  return { ...working, newDecisions: [...working.newDecisions, recorded] };
}

/** Returns whether a decision ends a claim: the message was sent, or not because the user is in the control group. */
function isTreatment(decision: Decision['decision']): boolean {
  return decision === 'dispatched' || decision === 'control';
}

/** Adds a seat of an enrollment in a wave. */
export function addBoarding(working: WorkingRow, enrollment: PendingEnrollment, { departure }: SeatWave): WorkingRow {
  const { enrollmentId, publication, wave: fromWave } = enrollment;
  const boarding = { enrollmentId, departure, publication };
  return {
    ...working,
    boardings: [...working.boardings, fromWave === undefined ? boarding : { ...boarding, fromWave: fromWave.name }],
  };
}

/** Replaces a live trigger by its changed version. */
export function replaceEnrollment(working: WorkingRow, enrollment: LiveEnrollment): WorkingRow {
  const live = working.live.map((other) => (other.enrollmentId === enrollment.enrollmentId ? enrollment : other));
  return { ...working, live };
}

/** Removes a live trigger with a decision. A repeat of its event then does nothing. */
export function endEnrollment(working: WorkingRow, enrollment: LiveEnrollment, decision: NewDecision): WorkingRow {
  const live = working.live.filter((other) => other.enrollmentId !== enrollment.enrollmentId);
  const decided = addDecidedTrigger(working.decided, enrollment);
  return addDecision({ ...working, live, decided }, enrollment, decision);
}

/** Withholds the message of a live trigger, with a reason. */
export function withholdEnrollment(
  working: WorkingRow,
  enrollment: LiveEnrollment,
  reason: WithheldReason,
): WorkingRow {
  return endEnrollment(working, enrollment, { decision: 'withheld', reason });
}

/** Cancels a live trigger that is not claimed. A standby never waited, so it is withheld instead. */
export function cancelEnrollment(
  working: WorkingRow,
  enrollment: PendingEnrollment,
  cancellation: Cancellation,
): WorkingRow {
  if (enrollment.state !== 'standby') return cancelWait(working, enrollment, cancellation);
  const { reason, mark } = cancellation;
  const withheldReason = reason === 'campaign-stopped' ? reason : 'exception';
  return endEnrollment(working, enrollment, {
    decision: 'withheld',
    reason: withheldReason,
    exception: mark?.exception,
  });
}

/** Cancels the wait of a live trigger, which an exception that arrived before the trigger may end as soon as it begins. */
export function cancelWait(
  working: WorkingRow,
  enrollment: PendingEnrollment,
  { reason, mark }: Cancellation,
): WorkingRow {
  const { eventId, exception } = mark ?? {};
  return endEnrollment(working, enrollment, { decision: 'cancelled', reason, eventId, exception });
}

/** Returns whether the row holds the id of a trigger event that was decided before. */
export function isDecided({ decided }: Pick<Row, 'decided'>, trigger: string): boolean {
  return decided.some(({ id }) => id === trigger);
}

function addDecidedTrigger(decided: Row['decided'], { trigger, at }: LiveEnrollment): Row['decided'] {
  return isDecided({ decided }, trigger) ? decided : [...decided, { id: trigger, at }];
}
