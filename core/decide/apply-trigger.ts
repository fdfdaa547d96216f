import { createEnrollmentId } from '../identity.ts';
import type { StandbyEnrollment } from '../live-enrollment.ts';
import { cancels, isBefore, MAX_LIVE_ENROLLMENTS } from '../row.ts';
import { applyException } from './apply-exception.ts';
import { assignWaits, boardWave, isAlreadyReceived, isStale } from './assign-waits.ts';
import type { TriggerEvent, TriggerInput } from './input.ts';
import { cancelWait, isDecided, recordDecision, type WorkingRow, withholdEnrollment } from './working-row.ts';

/**
 * Applies a trigger event. A repeat of one that is live or decided changes nothing (R60). An event that is an exception of the same
 * follow-up too first cancels what was triggered before it (R37).
 */
export function applyTrigger(
  working: WorkingRow,
  { event, withheldReason, restartExceptions, isAlreadyDecided }: TriggerInput,
): void {
  const isRepeat =
    working.live.some((enrollment) => enrollment.trigger === event.id) ||
    isDecided(working, event.id) ||
    isAlreadyDecided;
  if (!isRepeat) {
    for (const exception of restartExceptions)
      applyException(working, { ...event, exception, restarts: true }, 'restarted');
    admitTrigger(working, createEnrollment(working, event), withheldReason);
  }
  assignWaits(working, event.id);
}

function admitTrigger(
  working: WorkingRow,
  enrollment: StandbyEnrollment,
  withheldReason: TriggerInput['withheldReason'],
): void {
  if (withheldReason !== undefined) return withholdEnrollment(working, enrollment, withheldReason);
  if (isAlreadyReceived(working, enrollment.at)) return withholdEnrollment(working, enrollment, 'already-received');
  const mark = working.marks.find((each) => working.terms.exceptions.has(each.exception) && cancels(each, enrollment));
  if (mark !== undefined) {
    recordDecision(working, enrollment, { decision: 'enrolled' });
    return cancelWait(working, enrollment, mark.restarts ? 'restarted' : 'exception', mark);
  }
  if (isStale(working, enrollment)) return withholdEnrollment(working, enrollment, 'stale');
  if (working.live.length >= MAX_LIVE_ENROLLMENTS) return withholdEnrollment(working, enrollment, 'too-many-waits');
  const wave = isDispatchedImmediately(working, enrollment) ? undefined : boardWave(working, enrollment);
  working.live = [...working.live, { ...enrollment, wave }];
}

/** Returns whether a message leaves immediately and needs no seat: it is due, and no other wait of the user comes first. */
function isDispatchedImmediately(working: WorkingRow, enrollment: StandbyEnrollment): boolean {
  if (enrollment.dueAt > working.timing.now) return false;
  return (
    working.terms.reeligibility === 0 ||
    working.live.every((other) => other.state !== 'claimed' && isBefore(enrollment, other))
  );
}

function createEnrollment({ terms }: WorkingRow, { id, eventId, at }: TriggerEvent): StandbyEnrollment {
  return {
    enrollmentId: createEnrollmentId(terms.campaignId, terms.userId, id),
    trigger: id,
    eventId,
    at,
    dueAt: at + terms.delay,
    publication: terms.publication,
    state: 'standby',
    wave: undefined,
  };
}
