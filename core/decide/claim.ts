import type { LeftOutChannel } from '../contracts/left-out-channel.ts';
import { LAST_CALL_DELAY } from '../contracts/wave.ts';
import type { ClaimedEnrollment, LiveEnrollment, PendingEnrollment, WaitingEnrollment } from '../live-enrollment.ts';
import type { Row } from '../row.ts';
import { addDispatch } from './apply-conversions.ts';
import { addLateExceptions } from './apply-exception.ts';
import { assignWaits, claimMessage, isAlreadyReceived, setReceipt } from './assign-waits.ts';
import type { CancelInput, ClaimInput, SentInput, Timing, UnsendableInput } from './input.ts';
import { decideQuiet, holdEnrollment, isOutsideDuration } from './quiet.ts';
import { cancelEnrollment, endEnrollment, type WorkingRow, withholdEnrollment } from './working-row.ts';

/**
 * Claims the message of an enrollment, if the enrollment waits in this wave and its publication is live (R35, R51). A repeated claim
 * finds it claimed already, and changes nothing. In any other state the seat is ignored.
 */
export function claimEnrollment(
  working: WorkingRow,
  { enrollmentId, wave, publication, isInAudience }: ClaimInput,
): WorkingRow {
  const enrollment = working.live.find((each) => each.enrollmentId === enrollmentId);
  if (enrollment?.state !== 'waiting' || enrollment.wave.name !== wave) return working;
  if (publication !== enrollment.publication)
    return assignWaits(cancelEnrollment(working, enrollment, { reason: 'campaign-stopped' }));
  if (working.timing.isPaused) return working;
  if (isOutsideDuration(working, enrollment))
    return assignWaits(withholdEnrollment(working, enrollment, 'outside-duration'));
  if (isOverdue(working, enrollment)) return assignWaits(withholdEnrollment(working, enrollment, 'stale'));
  const { quiet } = working.timing;
  const fate = quiet === undefined ? undefined : decideQuiet(working, enrollment, quiet);
  if (fate !== undefined && 'withheldReason' in fate)
    return assignWaits(withholdEnrollment(working, enrollment, fate.withheldReason));
  // A wave never holds a message until itself, also if the dispatcher's clock is behind.
  if (fate !== undefined && fate.wave.departure > enrollment.wave.departure)
    return holdEnrollment(working, enrollment, fate.wave);
  if (!isInAudience) return assignWaits(withholdEnrollment(working, enrollment, 'not-in-audience'));
  if (isAlreadyReceived(working, enrollment.dueAt))
    return assignWaits(withholdEnrollment(working, enrollment, 'already-received'));
  const { withheldReason } = working.timing.reach ?? {};
  if (withheldReason !== undefined) return assignWaits(withholdEnrollment(working, enrollment, withheldReason));
  return claimMessage(working, enrollment);
}

/** Returns whether a pause holds back the claim of an enrollment, which then still waits in the wave (R92). */
export function isHeldBack(row: Pick<Row, 'live'>, input: ClaimInput, { isPaused }: Timing): boolean {
  return isPaused === true && isWaitingInWave(row, input);
}

/** Returns whether the enrollment that a wave claims still waits in that wave. */
export function isWaitingInWave({ live }: Pick<Row, 'live'>, { enrollmentId, wave }: ClaimInput): boolean {
  return live.some((each) => each.enrollmentId === enrollmentId && each.state === 'waiting' && each.wave.name === wave);
}

/**
 * Returns whether a wave comes so late, after a pause or an outage, that the message is stale (R27). That it boarded late is no fault of
 * the wave: up to its last call it dispatches every user who boarded.
 */
function isOverdue({ terms, timing }: WorkingRow, { dueAt, wave }: WaitingEnrollment): boolean {
  return timing.now > Math.max(dueAt + terms.staleAfter, wave.departure + LAST_CALL_DELAY);
}

/** Completes a claimed message: if it was sent, or the user is in the control group, it becomes the receipt; if it could not be sent, it leaves none (R95). */
export function completeClaim(working: WorkingRow, input: SentInput | UnsendableInput): WorkingRow {
  const enrollment = working.live.find((each) => each.enrollmentId === input.enrollmentId);
  if (enrollment?.state !== 'claimed') return working;
  return assignWaits(
    input.kind === 'sent' ? completeSent(working, enrollment, input) : completeUnsendable(working, enrollment, input),
  );
}

function completeSent(working: WorkingRow, enrollment: ClaimedEnrollment, { capped = [] }: SentInput): WorkingRow {
  const { at, version, variant, isControl, leftOut: unreachable = [] } = enrollment.claim;
  // A user of the control group has a receipt too, so that both groups are enrolled alike (R46).
  if (isControl) {
    const ended = addDispatch(endEnrollment(working, enrollment, { decision: 'control', at, version }), enrollment);
    return setReceipt(ended, enrollment);
  }
  const all: LeftOutChannel[] = [...unreachable, ...capped.map((channel) => ({ channel, reason: 'capped' as const }))];
  const leftOut = all.length === 0 ? undefined : all;
  const sent = endEnrollment(working, enrollment, { decision: 'dispatched', at, version, variant, leftOut });
  const ended = addDispatch(sent, enrollment);
  return setReceipt(addLateExceptions(ended, enrollment), enrollment);
}

function completeUnsendable(
  working: WorkingRow,
  enrollment: ClaimedEnrollment,
  { reason, detail }: UnsendableInput,
): WorkingRow {
  const ended = endEnrollment(working, enrollment, { decision: 'withheld', reason, detail });
  return ended.receipt?.enrollmentId === enrollment.enrollmentId
    ? { ...ended, receipt: enrollment.claim.receiptBefore }
    : ended;
}

/** Cancels the waits of a publication, or those of it in one wave (R50). Claimed messages are still sent (R51). */
export function cancelEnrollments(working: WorkingRow, { reason, publication, wave }: CancelInput): WorkingRow {
  const isAffected = (enrollment: LiveEnrollment): enrollment is PendingEnrollment =>
    enrollment.publication === publication &&
    (wave === undefined
      ? enrollment.state !== 'claimed'
      : enrollment.state === 'waiting' && enrollment.wave.name === wave);
  const cancelled = working.live
    .filter(isAffected)
    .reduce((next, enrollment) => cancelEnrollment(next, enrollment, { reason }), working);
  return wave === undefined ? cancelled : assignWaits(cancelled);
}
