import type { Instant } from '../contracts/instant.ts';
import { createWave } from '../contracts/wave.ts';
import type {
  ClaimedEnrollment,
  LiveEnrollment,
  PendingEnrollment,
  SeatWave,
  StandbyEnrollment,
  WaitingEnrollment,
} from '../live-enrollment.ts';
import { isBefore } from '../row.ts';
import { computeDeparture } from '../waves.ts';
import { claimByWave, claimImmediately, standBy, startWaiting } from './transitions.ts';
import { recordDecision, replaceEnrollment, type WorkingRow, withholdEnrollment } from './working-row.ts';

/**
 * Determines which live triggers wait: all of them if the user may receive the message again immediately, else the earliest, while the
 * others stand by (R42). It runs after every change of the live triggers. `arrivingTriggerId` is the trigger that is being processed.
 */
export function assignWaits(working: WorkingRow, arrivingTriggerId?: string): void {
  if (working.terms.reeligibility === 0) {
    for (const enrollment of working.live) {
      if (enrollment.state !== 'standby') continue;
      if (isStale(working, enrollment)) withholdEnrollment(working, enrollment, 'stale');
      else startWait(working, enrollment, arrivingTriggerId);
    }
    return;
  }
  let holder = findWaitHolder(working.live);
  while (holder?.state === 'standby' && isStale(working, holder)) {
    withholdEnrollment(working, holder, 'stale');
    holder = findWaitHolder(working.live);
  }
  for (const enrollment of working.live)
    if (enrollment.state === 'waiting' && enrollment !== holder) supersedeWait(working, enrollment);
  if (holder?.state === 'standby') startWait(working, holder, arrivingTriggerId);
}

/** Returns whether a message is so long overdue that its wait does not begin any more (R27). */
export function isStale({ terms, timing }: WorkingRow, { dueAt }: StandbyEnrollment): boolean {
  return timing.now > dueAt + terms.staleAfter;
}

/** Returns whether an instant is within the re-eligibility after the last receipt, for a trigger or a due message (R40, R41). */
export function isAlreadyReceived(working: WorkingRow, instant: Instant): boolean {
  const { reeligibility } = working.terms;
  if (working.receipt === undefined || reeligibility === 0) return false;
  return reeligibility === undefined || instant < working.receipt.at + reeligibility;
}

/** Returns the wave at the end of an enrollment's window, or the first one that can still be boarded, and adds its seat to the boardings. */
export function boardWave(working: WorkingRow, enrollment: StandbyEnrollment): SeatWave {
  const { terms, timing } = working;
  const departure = computeDeparture(enrollment.dueAt, terms.windows, timing.boardableFrom);
  const { name } = createWave(terms.campaignId, enrollment.publication, departure);
  const fromWave = enrollment.wave?.name;
  working.boardings.push({
    enrollmentId: enrollment.enrollmentId,
    departure,
    publication: enrollment.publication,
    ...(fromWave === undefined ? {} : { fromWave }),
  });
  return { name, departure };
}

/** Claims a message: it can no longer be cancelled (R35). It becomes the receipt when it is sent; until then other triggers stand by (R95). */
export function claimMessage(working: WorkingRow, enrollment: PendingEnrollment): void {
  const claim = { at: working.timing.now, version: working.terms.version };
  replaceEnrollment(
    working,
    enrollment.state === 'waiting' ? claimByWave(enrollment, claim) : claimImmediately(enrollment, claim),
  );
}

/** Sets the receipt of a message that was sent, and withholds the standbys that it rules out (R40). */
export function setReceipt(working: WorkingRow, { enrollmentId, claim: { at } }: ClaimedEnrollment): void {
  if (working.receipt === undefined || working.receipt.at <= at) working.receipt = { at, enrollmentId };
  for (const other of working.live) {
    if (other.state === 'standby' && isAlreadyReceived(working, other.at))
      withholdEnrollment(working, other, 'already-received');
  }
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

/** Starts the wait of a standby in its wave, or claims its message if its trigger is just arriving and due already (R27). */
function startWait(working: WorkingRow, enrollment: StandbyEnrollment, arrivingTriggerId: string | undefined): void {
  const { now } = working.timing;
  if (enrollment.trigger === arrivingTriggerId && enrollment.dueAt <= now) {
    recordDecision(working, enrollment, { decision: 'enrolled' });
    return claimMessage(working, enrollment);
  }
  const wave =
    enrollment.wave === undefined || enrollment.wave.departure <= now
      ? boardWave(working, enrollment)
      : enrollment.wave;
  const waiting = startWaiting(enrollment, wave);
  replaceEnrollment(working, waiting);
  recordDecision(working, waiting, { decision: 'enrolled' });
}

/** Returns a waiting trigger to standby, because a trigger of an earlier instant arrived and waits instead. It keeps its seat. */
function supersedeWait(working: WorkingRow, enrollment: WaitingEnrollment): void {
  replaceEnrollment(working, standBy(enrollment));
  recordDecision(working, enrollment, { decision: 'cancelled', reason: 'superseded' });
}
