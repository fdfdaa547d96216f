import type { WithheldReason } from '../contracts/decision.ts';
import type { Instant } from '../contracts/instant.ts';
import { createWave } from '../contracts/wave.ts';
import type {
  Claim,
  ClaimedEnrollment,
  LiveEnrollment,
  PendingEnrollment,
  SeatWave,
  StandbyEnrollment,
  WaitingEnrollment,
} from '../live-enrollment.ts';
import { isBefore } from '../row.ts';
import { computeDeparture, widenWindows } from '../waves.ts';
import { addHeldDecision, decideQuietArrival } from './quiet.ts';
import { claimByWave, claimImmediately, standBy, startWaiting } from './transitions.ts';
import { addBoarding, addDecision, replaceEnrollment, type WorkingRow, withholdEnrollment } from './working-row.ts';

/**
 * Determines which live triggers wait: all of them if the user may receive the message again immediately, else the earliest, while the
 * others stand by (R42). It runs after every change of the live triggers. `arrivingTriggerId` is the trigger that is being processed.
 */
export function assignWaits(working: WorkingRow, arrivingTriggerId?: string): WorkingRow {
  return working.terms.reeligibility === 0
    ? startAllWaits(working, arrivingTriggerId)
    : startEarliestWait(working, arrivingTriggerId);
}

function startAllWaits(working: WorkingRow, arrivingTriggerId: string | undefined): WorkingRow {
  return working.live.reduce((next, enrollment) => {
    if (enrollment.state !== 'standby') return next;
    const withheldReason = findRefusal(next, enrollment, arrivingTriggerId);
    if (withheldReason !== undefined) return withholdEnrollment(next, enrollment, withheldReason);
    return startWait(next, enrollment, arrivingTriggerId);
  }, working);
}

function startEarliestWait(working: WorkingRow, arrivingTriggerId: string | undefined): WorkingRow {
  const holder = findWaitHolder(working.live);
  const withheldReason = holder?.state === 'standby' ? findRefusal(working, holder, arrivingTriggerId) : undefined;
  if (holder !== undefined && withheldReason !== undefined)
    return startEarliestWait(withholdEnrollment(working, holder, withheldReason), arrivingTriggerId);
  const superseded = working.live.reduce(
    (next, enrollment) =>
      enrollment.state === 'waiting' && enrollment !== holder ? supersedeWait(next, enrollment) : next,
    working,
  );
  return holder?.state === 'standby' ? startWait(superseded, holder, arrivingTriggerId) : superseded;
}

/**
 * Returns the reason for which the wait of a standby does not begin: it is stale, or its message would leave in quiet hours, or reach the
 * user by no channel (R26, R27, R83).
 */
function findRefusal(
  working: WorkingRow,
  standby: StandbyEnrollment,
  arrivingTriggerId: string | undefined,
): WithheldReason | undefined {
  if (isStale(working, standby)) return 'stale';
  const fate = decideQuietArrival(working, standby, arrivingTriggerId);
  if (fate !== undefined) return 'withheldReason' in fate ? fate.withheldReason : undefined;
  return isLeavingOnArrival(working, standby, arrivingTriggerId) ? working.timing.reach?.withheldReason : undefined;
}

/** Returns whether the message of a trigger that is just arriving leaves immediately: it is due, and the campaign is not paused (R92). */
function isLeavingOnArrival(
  { timing: { now, isPaused = false } }: WorkingRow,
  { trigger, dueAt }: StandbyEnrollment,
  arrivingTriggerId: string | undefined,
): boolean {
  return trigger === arrivingTriggerId && dueAt <= now && !isPaused;
}

/** Returns whether a message is so long overdue that its wait does not begin any more (R27). */
export function isStale({ terms, timing }: WorkingRow, { dueAt }: StandbyEnrollment): boolean {
  return timing.now > dueAt + terms.staleAfter;
}

/** Returns whether an instant is within the re-eligibility after the last receipt, for a trigger or a due message (R40, R41). */
export function isAlreadyReceived(working: Pick<WorkingRow, 'terms' | 'receipt'>, instant: Instant): boolean {
  const { reeligibility } = working.terms;
  if (working.receipt === undefined || reeligibility === 0) return false;
  return reeligibility === undefined || instant < working.receipt.at + reeligibility;
}

/** Returns the wave at the end of an enrollment's window, or the first one that can still be boarded. */
export function chooseWave({ terms, timing }: WorkingRow, { dueAt, publication }: StandbyEnrollment): SeatWave {
  const departure = computeDeparture(
    dueAt,
    timing.isPaused ? widenWindows(terms.windows) : terms.windows,
    timing.boardableFrom,
  );
  const { name } = createWave(terms.campaignId, publication, departure);
  return { name, departure };
}

/** Claims a message: it can no longer be cancelled (R35). It becomes the receipt when it is sent; until then other triggers stand by (R95). */
export function claimMessage(working: WorkingRow, enrollment: PendingEnrollment): WorkingRow {
  const { now, reach } = working.timing;
  const claim: Claim = {
    at: now,
    version: working.terms.version,
    ...working.terms.assignment,
    ...(working.terms.epoch !== undefined && { epoch: working.terms.epoch }),
    ...(reach !== undefined && { sendBefore: reach.sendBefore }),
    ...(reach !== undefined && reach.leftOut.length > 0 && { leftOut: reach.leftOut }),
  };
  const claimed = enrollment.state === 'waiting' ? claimByWave(enrollment, claim) : claimImmediately(enrollment, claim);
  return replaceEnrollment(working, claimed);
}

/** Sets the receipt of a message that was sent, and withholds the standbys that it rules out (R40). */
export function setReceipt(working: WorkingRow, { enrollmentId, claim: { at } }: ClaimedEnrollment): WorkingRow {
  const isNewer = working.receipt === undefined || working.receipt.at <= at;
  const received: WorkingRow = isNewer ? { ...working, receipt: { at, enrollmentId } } : working;
  return received.live.reduce(
    (next, other) =>
      other.state === 'standby' && isAlreadyReceived(next, other.at)
        ? withholdEnrollment(next, other, 'already-received')
        : next,
    received,
  );
}

/** Returns the enrollment that waits, or is to wait, if only one may: the earliest, or none while a message is claimed. */
function findWaitHolder(live: readonly LiveEnrollment[]): PendingEnrollment | undefined {
  let holder: PendingEnrollment | undefined;
  for (const enrollment of live) {
    if (enrollment.state === 'claimed') return undefined;
    if (holder === undefined || isBefore(enrollment, holder)) holder = enrollment;
  }
  return holder;
}

/**
 * Starts the wait of a standby in its wave, or claims its message if its trigger is just arriving and due already (R27), unless the
 * campaign is paused (R92) or it is quiet (R26).
 */
function startWait(
  working: WorkingRow,
  enrollment: StandbyEnrollment,
  arrivingTriggerId: string | undefined,
): WorkingRow {
  const { now } = working.timing;
  const fate = decideQuietArrival(working, enrollment, arrivingTriggerId);
  if (fate !== undefined && 'wave' in fate) return startHeld(working, enrollment, fate.wave);
  if (isLeavingOnArrival(working, enrollment, arrivingTriggerId))
    return claimMessage(addDecision(working, enrollment, { decision: 'enrolled' }), enrollment);
  if (enrollment.wave !== undefined && enrollment.wave.departure > now)
    return waitForWave(working, enrollment, enrollment.wave);
  const wave = chooseWave(working, enrollment);
  return waitForWave(addBoarding(working, enrollment, wave), enrollment, wave);
}

/** Starts the wait of a standby whose message is due, and is held until its quiet hours end (R26). */
function startHeld(working: WorkingRow, enrollment: StandbyEnrollment, wave: SeatWave): WorkingRow {
  const hasSeat = enrollment.wave?.departure === wave.departure;
  const boarded = hasSeat ? working : addBoarding(working, enrollment, wave);
  return addHeldDecision(waitForWave(boarded, enrollment, wave), startWaiting(enrollment, wave));
}

function waitForWave(working: WorkingRow, enrollment: StandbyEnrollment, wave: SeatWave): WorkingRow {
  const waiting = startWaiting(enrollment, wave);
  return addDecision(replaceEnrollment(working, waiting), waiting, { decision: 'enrolled' });
}

/** Returns a waiting trigger to standby, because a trigger of an earlier instant arrived and waits instead. It keeps its seat. */
function supersedeWait(working: WorkingRow, enrollment: WaitingEnrollment): WorkingRow {
  const standing = replaceEnrollment(working, standBy(enrollment));
  return addDecision(standing, enrollment, { decision: 'cancelled', reason: 'superseded' });
}
