import type { LiveEnrollment, PendingEnrollment } from '../live-enrollment.ts';
import { recordLateExceptions } from './apply-exception.ts';
import { assignWaits, claimMessage, isAlreadyReceived, setReceipt } from './assign-waits.ts';
import type { CancelInput, ClaimInput, SentInput, UnsendableInput } from './input.ts';
import { cancelEnrollment, endEnrollment, type WorkingRow, withholdEnrollment } from './working-row.ts';

/**
 * Claims the message of an enrollment, if the enrollment waits in this wave and its publication is live (R35, R51). A repeated claim
 * finds it claimed already, and changes nothing. In any other state the seat is ignored.
 */
export function claimEnrollment(
  working: WorkingRow,
  { enrollmentId, wave, publication, isInAudience }: ClaimInput,
): void {
  const enrollment = working.live.find((each) => each.enrollmentId === enrollmentId);
  if (enrollment?.state !== 'waiting' || enrollment.wave.name !== wave) return;
  if (publication !== enrollment.publication) cancelEnrollment(working, enrollment, 'campaign-stopped');
  else if (!isInAudience) withholdEnrollment(working, enrollment, 'not-in-audience');
  else if (isAlreadyReceived(working, enrollment.dueAt)) withholdEnrollment(working, enrollment, 'already-received');
  else return claimMessage(working, enrollment);
  assignWaits(working);
}

/** Completes a claimed message: if it was sent, it becomes the receipt; if it could not be sent, it leaves none (R95). */
export function completeClaim(working: WorkingRow, input: SentInput | UnsendableInput): void {
  const enrollment = working.live.find((each) => each.enrollmentId === input.enrollmentId);
  if (enrollment?.state !== 'claimed') return;
  const { claim } = enrollment;
  if (input.kind === 'sent') {
    endEnrollment(working, enrollment, { decision: 'dispatched', at: claim.at, version: claim.version });
    recordLateExceptions(working, enrollment);
    setReceipt(working, enrollment);
  } else {
    const { reason, detail } = input;
    endEnrollment(working, enrollment, { decision: 'withheld', reason, detail });
    if (working.receipt?.enrollmentId === enrollment.enrollmentId) working.receipt = claim.receiptBefore;
  }
  assignWaits(working);
}

/** Cancels the waits of a publication, or those of it in one wave (R50). Claimed messages are still sent (R51). */
export function cancelEnrollments(working: WorkingRow, { reason, publication, wave }: CancelInput): void {
  const isAffected = (enrollment: LiveEnrollment): enrollment is PendingEnrollment =>
    enrollment.publication === publication &&
    (wave === undefined
      ? enrollment.state !== 'claimed'
      : enrollment.state === 'waiting' && enrollment.wave.name === wave);
  for (const enrollment of working.live.filter(isAffected)) cancelEnrollment(working, enrollment, reason);
  if (wave !== undefined) assignWaits(working);
}
