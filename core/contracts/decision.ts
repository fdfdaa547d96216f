import type { ComparedValues } from './compared-values.ts';
import type { Instant } from './instant.ts';
import type { LeftOutChannel } from './left-out-channel.ts';

/** The outcomes that can be recorded about a user and a follow-up (R70). */
export const DECISIONS = ['enrolled', 'withheld', 'cancelled', 'held', 'dispatched', 'late-exception'] as const;
export type DecisionName = (typeof DECISIONS)[number];

/** The reasons for not sending a message (R73). The list is closed. */
export const WITHHELD_REASONS = [
  'before-publication',
  'target-archived',
  'not-in-audience',
  'outside-duration',
  'already-received',
  'too-many-waits',
  'stale',
  'quiet-hours',
  'render-error',
  'aborted',
  'blank',
  'too-large',
  'unsubscribed',
  'unreachable',
  'undeliverable',
  'untracked',
  'exception',
  'campaign-stopped',
] as const;
export type WithheldReason = (typeof WITHHELD_REASONS)[number];

/** The reasons for ending a wait early (R73). The list is closed. `superseded`: a trigger of an earlier instant arrived later (R42). */
export const CANCELLED_REASONS = ['exception', 'restarted', 'campaign-stopped', 'wave-aborted', 'superseded'] as const;
export type CancelledReason = (typeof CANCELLED_REASONS)[number];

export type Reason = WithheldReason | CancelledReason;

/** A recorded outcome with its reason, as the row stores it. */
export interface Decision {
  /** The instant of the decision. */
  readonly at: Instant;
  readonly decision: DecisionName;
  readonly reason?: Reason;
  /** The id of the event: of the exception for a cancellation or a late exception, else of the trigger. */
  readonly eventId: string;
  readonly enrollmentId: string;
  readonly triggeredAt: Instant;
  readonly dueAt?: Instant;
  /** The name of the enrollment's wave, if it had a seat in one. */
  readonly wave?: string;
  /** The departure of the wave that a held message moved to, at the end of its quiet hours (R26). */
  readonly heldUntil?: Instant;
  /** The exception that caused the decision, as the campaign writes it (R33). */
  readonly exception?: string;
  /** The version of the campaign that was rendered. */
  readonly version?: number;
  /** The channels that were left out of a dispatched message (R83). */
  readonly leftOut?: readonly LeftOutChannel[];
  /** The channel, the field and the fault of a message that could not be sent, in at most 300 UTF-16 units (R75). */
  readonly detail?: string;
  /** The values of the trigger of a dispatched message, if exceptions are compared with them: one of them may still arrive (R36, R39). */
  readonly compared?: ComparedValues;
}

/** The states of an enrollment that the HTTP interface lists. */
export const ENROLLMENT_STATES = ['waiting', 'claimed', 'dispatched', 'cancelled', 'withheld'] as const;
export type EnrollmentState = (typeof ENROLLMENT_STATES)[number];
