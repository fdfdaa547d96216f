import type { ComparedValues } from './contracts/compared-values.ts';
import type { Instant } from './contracts/instant.ts';
import type { LeftOutChannel } from './contracts/left-out-channel.ts';
import type { Receipt } from './receipt.ts';

/** A trigger that may still lead to a message. Its state is one of three, as the row stores it. */
export type LiveEnrollment = PendingEnrollment | ClaimedEnrollment;

/** An enrollment whose message is not claimed yet, so that it can still be cancelled (R35). */
export type PendingEnrollment = StandbyEnrollment | WaitingEnrollment;

/** An enrollment that waits only if the present wait is cancelled (R42). */
export interface StandbyEnrollment extends EnrolledTrigger {
  readonly state: 'standby';
  /** The wave of its seat. It is absent only while a trigger that is due at its arrival is decided about. */
  readonly wave?: SeatWave;
}

/** An enrollment that waits for its wave. */
export interface WaitingEnrollment extends EnrolledTrigger {
  readonly state: 'waiting';
  readonly wave: SeatWave;
}

/** An enrollment whose message is claimed. It can no longer be cancelled (R35). */
export interface ClaimedEnrollment extends EnrolledTrigger {
  readonly state: 'claimed';
  /** The wave that claimed it; absent if the message left immediately. */
  readonly wave?: SeatWave;
  /** The claim. A repeat renders its version (R71). */
  readonly claim: Claim;
}

/** The trigger event of an enrollment, and what follows from it alone. */
export interface EnrolledTrigger {
  readonly enrollmentId: string;
  /** The identity of the trigger event. */
  readonly trigger: string;
  /** The id that the producer gave the trigger event. */
  readonly eventId: string;
  /** The instant at which the user did it. */
  readonly at: Instant;
  readonly dueAt: Instant;
  readonly publication: number;
  /** The values that exceptions are compared with, if the campaign has exceptions that compare. */
  readonly compared?: ComparedValues;
}

/** The wave of a seat. */
export interface SeatWave {
  readonly name: string;
  readonly departure: Instant;
}

/** The claim of a message. It is provisional: only a message that is sent becomes the receipt (R95). */
export interface Claim {
  readonly at: Instant;
  readonly version: number;
  /** The variant of the user; absent if the version has none, and in the control group. A repeat has the same, whatever the shares are then (R46). */
  readonly variant?: string;
  /** True if the user is in the control group, and is sent nothing (R46). */
  readonly isControl?: true;
  /** The variant whose messages a user of the control group would have; absent if the version has no variants, and outside of the control group. */
  readonly comparedVariant?: string;
  /** The number of the epoch of the shares; absent in the first (R48). */
  readonly epoch?: number;
  /** The channels that are left out; absent if there are none. A repeat leaves out the same (R83). */
  readonly leftOut?: readonly LeftOutChannel[];
  /** The instant from which on senders do not send the message (R87); absent if no channel has a sender. */
  readonly sendBefore?: Instant;
  /**
   * The receipt to restore if the message is not sent. Only earlier versions wrote it, because they set the receipt with the claim.
   */
  readonly receiptBefore?: Receipt;
}
