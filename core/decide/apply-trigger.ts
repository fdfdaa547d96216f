import { createEnrollmentId } from '../identity.ts';
import type { StandbyEnrollment } from '../live-enrollment.ts';
import { cancels, type ExceptionMark, isBefore, MAX_LIVE_ENROLLMENTS } from '../row.ts';
import { applyException } from './apply-exception.ts';
import { assignWaits, chooseWave, isAlreadyReceived, isStale } from './assign-waits.ts';
import type { TriggerInput } from './input.ts';
import { decideQuietArrival, isOutsideDuration } from './quiet.ts';
import { addBoarding, addDecision, cancelWait, isDecided, type WorkingRow, withholdEnrollment } from './working-row.ts';

/**
 * Applies a trigger event. A repeat of one that is live or decided changes nothing (R60). An event that is an exception of the same
 * follow-up too first cancels what was triggered before it (R37).
 */
export function applyTrigger(working: WorkingRow, input: TriggerInput): WorkingRow {
  const { event, restartExceptions, isAlreadyDecided } = input;
  const isRepeat =
    working.live.some((enrollment) => enrollment.trigger === event.id) ||
    isDecided(working, event.id) ||
    isAlreadyDecided;
  if (isRepeat) return assignWaits(working, event.id);
  const restarted = restartExceptions.reduce(
    (next, exception) => applyException(next, { ...event, ...exception, restarts: true }, 'restarted'),
    working,
  );
  return assignWaits(admitTrigger(restarted, createEnrollment(working, input), input), event.id);
}

function admitTrigger(
  working: WorkingRow,
  enrollment: StandbyEnrollment,
  { withheldReason, archivedMarks = [] }: TriggerInput,
): WorkingRow {
  // The duration is judged before the audience (R95); what does not count at all is judged before it.
  const isOutside = isOutsideDuration(working, enrollment);
  if (isOutside && (withheldReason === undefined || withheldReason === 'not-in-audience'))
    return withholdEnrollment(working, enrollment, 'outside-duration');
  if (withheldReason !== undefined) return withholdEnrollment(working, enrollment, withheldReason);
  if (isAlreadyReceived(working, enrollment.at)) return withholdEnrollment(working, enrollment, 'already-received');
  const isCancelling = (mark: ExceptionMark) =>
    working.terms.exceptions.has(mark.exception) && cancels(mark, enrollment);
  const mark = working.marks.find(isCancelling) ?? archivedMarks.find(isCancelling);
  if (mark !== undefined) {
    const reason = mark.restarts ? 'restarted' : 'exception';
    return cancelWait(addDecision(working, enrollment, { decision: 'enrolled' }), enrollment, { reason, mark });
  }
  if (isStale(working, enrollment)) return withholdEnrollment(working, enrollment, 'stale');
  if (working.live.length >= MAX_LIVE_ENROLLMENTS) return withholdEnrollment(working, enrollment, 'too-many-waits');
  const fate = decideQuietArrival(working, enrollment, enrollment.trigger);
  const heldWave = fate !== undefined && 'wave' in fate ? fate.wave : undefined;
  if (heldWave === undefined && isDecidedImmediately(working, enrollment)) return addEnrollment(working, enrollment);
  const wave = heldWave ?? chooseWave(working, enrollment);
  return addEnrollment(addBoarding(working, enrollment, wave), { ...enrollment, wave });
}

function addEnrollment(working: WorkingRow, enrollment: StandbyEnrollment): WorkingRow {
  return { ...working, live: [...working.live, enrollment] };
}

/**
 * Returns whether a message that is not held leaves or is withheld immediately, and needs no seat: it is due, no other wait of the user
 * comes first, and the campaign is not paused (R92).
 */
function isDecidedImmediately(working: WorkingRow, enrollment: StandbyEnrollment): boolean {
  const { now, isPaused } = working.timing;
  if (enrollment.dueAt > now || isPaused) return false;
  return (
    working.terms.reeligibility === 0 ||
    working.live.every((other) => other.state !== 'claimed' && isBefore(enrollment, other))
  );
}

/** Creates the enrollment of a trigger, without a wave. */
export function createEnrollment({ terms }: WorkingRow, { event, dueAt, compared }: TriggerInput): StandbyEnrollment {
  const { id, eventId, at } = event;
  return {
    enrollmentId: event.enrollmentId ?? createEnrollmentId(terms.campaignId, terms.userId, id),
    trigger: id,
    eventId,
    at,
    dueAt,
    publication: terms.publication,
    compared,
    state: 'standby',
    wave: undefined,
  };
}
