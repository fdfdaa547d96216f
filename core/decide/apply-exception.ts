import type { ComparedValues } from '../contracts/compared-values.ts';
import type { Decision } from '../contracts/decision.ts';
import type { Instant } from '../contracts/instant.ts';
import type { ClaimedEnrollment } from '../live-enrollment.ts';
import { cancels, type ExceptionMark, isBefore } from '../row.ts';
import type { ExceptionEvent } from './input.ts';
import { cancelEnrollment, type WorkingRow } from './working-row.ts';

/**
 * Applies an exception event. It cancels every wait and standby that was triggered at the same instant or before (R32, R38), and is
 * kept as a mark for triggers that arrive later. If the user did it before a message was claimed but it arrives after the message was
 * sent, it is recorded as late (R36).
 */
export function applyException(
  working: WorkingRow,
  event: ExceptionEvent,
  reason: 'exception' | 'restarted',
): WorkingRow {
  // A repeat without a time of its own has the instant of its first arrival (R60).
  const mark = working.marks.find((known) => isSame(known, event)) ?? event;
  if (mark.at < working.terms.publishedAt) return working;
  const marked = { ...working, marks: addMark(working.marks, mark, working.terms.exceptions) };
  const cancelled = marked.live.reduce<WorkingRow>(
    (next, enrollment) =>
      enrollment.state !== 'claimed' && cancels(mark, enrollment)
        ? cancelEnrollment(next, enrollment, { reason, mark })
        : next,
    marked,
  );
  return addIfLateForSent(cancelled, mark);
}

/**
 * The maximum number of marks that are kept of each exception. With several, repeats are recognized, and an event that cannot cancel the
 * wait that it began itself does not hide another event.
 */
const MAX_MARKS_PER_EXCEPTION = 5;
/** The maximum number of marks that are kept of each compared value (R39). The latest decides; the other one lets a repeat of it be recognized. */
const MAX_MARKS_PER_VALUE = 2;

/** Returns the marks with another one, the latest of its exception and value, and without those of exceptions that the version does not have (R52). */
export function addMark(
  marks: readonly ExceptionMark[],
  mark: ExceptionMark,
  exceptions: ReadonlySet<string>,
): readonly ExceptionMark[] {
  if (marks.some((known) => isSame(known, mark))) return marks;
  const isSameException = (other: ExceptionMark) =>
    other.exception === mark.exception && other.value === mark.value && other.restarts === mark.restarts;
  const others = marks.filter((other) => !isSameException(other) && exceptions.has(other.exception));
  const latest = [...marks.filter(isSameException), mark]
    .sort((one, other) => (isBefore(one, other) ? 1 : -1))
    .slice(0, mark.value === undefined ? MAX_MARKS_PER_EXCEPTION : MAX_MARKS_PER_VALUE);
  return latest.includes(mark) ? [...others, ...latest] : marks;
}

function isSame(one: ExceptionMark, other: ExceptionMark): boolean {
  return one.id === other.id && one.exception === other.exception && one.restarts === other.restarts;
}

/** Adds as late the exceptions that the user did before the claim of a message and that arrived while it was claimed (R36). */
export function addLateExceptions(working: WorkingRow, enrollment: ClaimedEnrollment): WorkingRow {
  const sent = { ...enrollment, sentAt: enrollment.claim.at };
  return working.marks.reduce(
    (next, mark) => (next.terms.exceptions.has(mark.exception) ? addIfLateForMessage(next, mark, sent) : next),
    working,
  );
}

/** Adds an exception as late for the messages that were sent before. A message that is only claimed may still not be sent. */
function addIfLateForSent(working: WorkingRow, mark: ExceptionMark): WorkingRow {
  return working.earlierDecisions.reduce(
    (next, { decision, enrollmentId, triggeredAt: at, dueAt, eventId, compared, at: sentAt }) =>
      decision === 'dispatched'
        ? addIfLateForMessage(next, mark, { enrollmentId, at, dueAt, eventId, compared, sentAt })
        : next,
    working,
  );
}

/** A message that was sent. */
interface SentMessage {
  readonly enrollmentId: string;
  readonly eventId: string;
  /** The identity of the trigger event; absent if only its decision is left, which does not hold it. */
  readonly trigger?: string;
  /** The instant of the trigger event. */
  readonly at: Instant;
  readonly dueAt?: Instant | undefined;
  readonly compared?: ComparedValues | undefined;
  /** The instant of its claim. */
  readonly sentAt: Instant;
}

function addIfLateForMessage(working: WorkingRow, mark: ExceptionMark, sent: SentMessage): WorkingRow {
  const { enrollmentId, at, dueAt, eventId, sentAt } = sent;
  if (mark.at >= sentAt || !cancels(mark, sent)) return working;
  if (mark.eventId === eventId || isRecorded(working, mark, enrollmentId)) return working;
  const late: Decision = {
    at: working.timing.now,
    decision: 'late-exception',
    reason: 'exception',
    eventId: mark.eventId,
    enrollmentId,
    triggeredAt: at,
    ...(dueAt === undefined ? {} : { dueAt }),
    exception: mark.exception,
  };
  return { ...working, newDecisions: [...working.newDecisions, late] };
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
