import type { Instant } from '../contracts/instant.ts';
import { type Claim, cancels, type ExceptionMark, isBefore, type LiveEnrollment } from '../row.ts';
import { cancelEnrollment, type WorkingRow } from './draft.ts';
import type { ExceptionEvent } from './input.ts';

/**
 * An exception arrives: it cancels every wait and standby triggered at or before it (R32, R38), and is kept for triggers
 * that arrive later. One that was done before the message left but arrives after is recorded as late (R36).
 */
export function applyException(working: WorkingRow, event: ExceptionEvent, reason: 'exception' | 'restarted'): void {
  // A repeat that says no time of its own was done when it first arrived (R60).
  const mark = working.marks.find((known) => isSame(known, event)) ?? event;
  if (mark.at < working.terms.publishedAt) return;
  addMark(working, mark);
  for (const enrollment of working.live) {
    if (enrollment.state !== 'claimed' && cancels(mark, enrollment))
      cancelEnrollment(working, enrollment, reason, mark);
  }
  recordIfLateForSent(working, mark);
}

/** As many events of each exception are kept, so that repeats are known, and an event that cannot cancel what it began itself hides no other. */
const MAX_MARKS_PER_EXCEPTION = 5;

function addMark(working: WorkingRow, mark: ExceptionMark): void {
  if (working.marks.some((known) => isSame(known, mark))) return;
  const isSameException = (other: ExceptionMark) =>
    other.exception === mark.exception && other.restarts === mark.restarts;
  const others = working.marks.filter(
    (other) => !isSameException(other) && working.terms.exceptions.has(other.exception),
  );
  const latest = [...working.marks.filter(isSameException), mark]
    .sort((one, other) => (isBefore(one, other) ? 1 : -1))
    .slice(0, MAX_MARKS_PER_EXCEPTION);
  if (latest.includes(mark)) working.marks = [...others, ...latest];
}

function isSame(one: ExceptionMark, other: ExceptionMark): boolean {
  return one.id === other.id && one.exception === other.exception && one.restarts === other.restarts;
}

/** Records the exceptions that arrived while a message was claimed, and were done before: too late for it (R36). */
export function recordLateExceptions(working: WorkingRow, enrollment: LiveEnrollment, claim: Claim): void {
  const sent = { ...enrollment, sentAt: claim.at };
  for (const mark of working.marks)
    if (working.terms.exceptions.has(mark.exception)) recordIfLateForMessage(working, mark, sent);
}

/** An exception that arrives is late for every message that was sent before. One that is only claimed may yet not be sent. */
function recordIfLateForSent(working: WorkingRow, mark: ExceptionMark): void {
  for (const { decision, enrollmentId, triggeredAt: at, dueAt, eventId, at: sentAt } of working.earlierDecisions) {
    if (decision !== 'dispatched') continue;
    recordIfLateForMessage(working, mark, { enrollmentId, at, dueAt, eventId, trigger: '', sentAt });
  }
}

/** A message that was sent. */
interface SentMessage extends Pick<LiveEnrollment, 'enrollmentId' | 'at' | 'eventId' | 'trigger'> {
  readonly dueAt?: Instant | undefined;
  /** When it was claimed. */
  readonly sentAt: Instant;
}

function recordIfLateForMessage(working: WorkingRow, mark: ExceptionMark, sent: SentMessage): void {
  const { enrollmentId, at, dueAt, eventId, sentAt } = sent;
  if (mark.at >= sentAt || !cancels(mark, sent)) return;
  if (mark.eventId === eventId || isRecorded(working, mark, enrollmentId)) return;
  working.newDecisions.push({
    at: working.timing.now,
    decision: 'late-exception',
    reason: 'exception',
    eventId: mark.eventId,
    enrollmentId,
    triggeredAt: at,
    ...(dueAt === undefined ? {} : { dueAt }),
    exception: mark.exception,
  });
}

function isRecorded(
  { earlierDecisions, newDecisions }: WorkingRow,
  { eventId }: ExceptionMark,
  enrollmentId: string,
): boolean {
  const isSameDecision = (decision: { decision: string; eventId: string; enrollmentId: string }) =>
    decision.decision === 'late-exception' && decision.eventId === eventId && decision.enrollmentId === enrollmentId;
  return earlierDecisions.some(isSameDecision) || newDecisions.some(isSameDecision);
}
