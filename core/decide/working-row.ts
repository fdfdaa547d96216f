import type { CancelledReason, Decision, WithheldReason } from '../contracts/decision.ts';
import type { LiveEnrollment, PendingEnrollment } from '../live-enrollment.ts';
import type { Receipt } from '../receipt.ts';
import type { ExceptionMark, Row } from '../row.ts';
import { selectTriggersToArchive, splitDecisions } from './archive-decisions.ts';
import { findClaimedMessage } from './find-claimed-message.ts';
import type { Boarding, DecisionInput, DecisionOutcome, Terms, Timing } from './input.ts';

/** The working copy of a row while an input is decided about. */
export interface WorkingRow {
  readonly terms: Terms;
  readonly timing: Timing;
  live: readonly LiveEnrollment[];
  marks: readonly ExceptionMark[];
  receipt: Receipt | undefined;
  decided: Row['decided'];
  /** The decisions that the row had before. */
  readonly earlierDecisions: readonly Decision[];
  readonly newDecisions: Decision[];
  readonly boardings: Boarding[];
}

/** A decision to record about a live trigger, which tells the rest. `at` is the present instant and `eventId` that of the trigger, if absent. */
type NewDecision = Pick<Decision, 'decision'> & Partial<Decision>;

export function createWorkingRow(row: Row, terms: Terms, timing: Timing): WorkingRow {
  const { live, marks, receipt, decided, decisions } = row;
  return { terms, timing, live, marks, receipt, decided, earlierDecisions: decisions, newDecisions: [], boardings: [] };
}

/** Returns the outcome of an input: the next row, or the same row if nothing changed. */
export function toOutcome(working: WorkingRow, row: Row, input: DecisionInput): DecisionOutcome {
  const { live, marks, receipt, decided, newDecisions, boardings } = working;
  const isUnchanged = live === row.live && marks === row.marks && decided === row.decided && newDecisions.length === 0;
  const toDispatch = findClaimedMessage(live, input);
  if (isUnchanged)
    return { row, decisions: newDecisions, boardings, toDispatch, archivedPages: [], archivedTriggerIds: [] };
  const { remaining: remainingDecisions, pages: archivedPages } = splitDecisions(row);
  const count = (row.pages ?? 0) + archivedPages.length;
  const archivedTriggerIds = selectTriggersToArchive(row);
  // Each row has the same fields in the same order, absent ones undefined: that is several times faster than to leave them out.
  const next: Row = {
    rev: row.rev + 1,
    born: row.born,
    live,
    marks,
    receipt,
    decided: archivedTriggerIds.length === 0 ? decided : decided.filter(({ id }) => !archivedTriggerIds.includes(id)),
    hasKnown: row.hasKnown || archivedTriggerIds.length > 0 ? true : undefined,
    floor: row.floor,
    decisions: newDecisions.length === 0 ? remainingDecisions : [...remainingDecisions, ...newDecisions],
    pages: count === 0 ? undefined : count,
    stays: receipt !== undefined && working.terms.reeligibility === undefined ? true : undefined,
  };
  return { row: next, decisions: newDecisions, boardings, toDispatch, archivedPages, archivedTriggerIds };
}

/** Records a decision about a live trigger. */
export function recordDecision(
  working: WorkingRow,
  enrollment: LiveEnrollment,
  { decision, at, eventId, reason, exception, version, detail }: NewDecision,
): void {
  working.newDecisions.push({
    at: at ?? working.timing.now,
    eventId: eventId ?? enrollment.eventId,
    enrollmentId: enrollment.enrollmentId,
    triggeredAt: enrollment.at,
    dueAt: enrollment.dueAt,
    wave: enrollment.wave?.name,
    decision,
    reason,
    exception,
    version,
    detail,
  });
}

/** Replaces a live trigger by its changed version. */
export function replaceEnrollment(working: WorkingRow, enrollment: LiveEnrollment): void {
  working.live = working.live.map((other) => (other.enrollmentId === enrollment.enrollmentId ? enrollment : other));
}

/** Removes a live trigger with a decision. A repeat of its event then does nothing. */
export function endEnrollment(working: WorkingRow, enrollment: LiveEnrollment, decision: NewDecision): void {
  working.live = working.live.filter((other) => other.enrollmentId !== enrollment.enrollmentId);
  working.decided = addDecidedTrigger(working.decided, enrollment);
  recordDecision(working, enrollment, decision);
}

/** Withholds the message of a live trigger, with a reason. */
export function withholdEnrollment(working: WorkingRow, enrollment: LiveEnrollment, reason: WithheldReason): void {
  endEnrollment(working, enrollment, { decision: 'withheld', reason });
}

/** Cancels a live trigger that is not claimed. A standby never waited, so it is withheld instead. */
export function cancelEnrollment(
  working: WorkingRow,
  enrollment: PendingEnrollment,
  reason: CancelledReason,
  mark?: ExceptionMark,
): void {
  if (enrollment.state !== 'standby') return cancelWait(working, enrollment, reason, mark);
  const withheldReason = reason === 'campaign-stopped' ? reason : 'exception';
  endEnrollment(working, enrollment, { decision: 'withheld', reason: withheldReason, exception: mark?.exception });
}

/** Cancels the wait of a live trigger, which an exception that arrived before the trigger may end as soon as it begins. */
export function cancelWait(
  working: WorkingRow,
  enrollment: PendingEnrollment,
  reason: CancelledReason,
  mark?: ExceptionMark,
): void {
  const { eventId, exception } = mark ?? {};
  endEnrollment(working, enrollment, { decision: 'cancelled', reason, eventId, exception });
}

/** Returns whether the row holds the id of a trigger event that was decided before. */
export function isDecided({ decided }: Pick<Row, 'decided'>, trigger: string): boolean {
  return decided.some(({ id }) => id === trigger);
}

function addDecidedTrigger(decided: Row['decided'], { trigger, at }: LiveEnrollment): Row['decided'] {
  return isDecided({ decided }, trigger) ? decided : [...decided, { id: trigger, at }];
}
