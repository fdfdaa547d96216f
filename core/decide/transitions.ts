import type { Claim, ClaimedEnrollment, SeatWave, StandbyEnrollment, WaitingEnrollment } from '../live-enrollment.ts';

// Each transition names the state that it starts from. A spread keeps the order of the fields, so that enrollments share few shapes.

/** Returns a standby that starts to wait for a wave. */
export function startWaiting(standby: StandbyEnrollment, wave: SeatWave): WaitingEnrollment {
  return { ...standby, state: 'waiting', wave };
}

/** Returns a waiting enrollment that stands by again. It keeps its seat (R42). */
export function standBy(waiting: WaitingEnrollment): StandbyEnrollment {
  return { ...waiting, state: 'standby' };
}

/** Returns a waiting enrollment that is claimed by its wave. */
export function claimByWave(waiting: WaitingEnrollment, claim: Claim): ClaimedEnrollment {
  return { ...waiting, state: 'claimed', claim };
}

/** Returns a standby that is claimed to leave immediately. If it had a seat, no wave claims it any more. */
export function claimImmediately(standby: StandbyEnrollment, claim: Claim): ClaimedEnrollment {
  return { ...standby, state: 'claimed', wave: undefined, claim };
}
