import type { Instant } from './instant.ts';

/** Every outcome that can be recorded about a user and a follow-up (R70). */
export const DECISIONS = ['enrolled', 'withheld', 'cancelled', 'held', 'dispatched', 'late-exception'] as const;
export type DecisionName = (typeof DECISIONS)[number];

/** Why a message was not sent: the closed list (R73). */
export const WITHHELD_REASONS = [
  'before-publication',
  'target-archived',
  'not-in-audience',
  'already-received',
  'too-many-waits',
  'stale',
  'render-error',
  'aborted',
  'blank',
  'too-large',
  'exception',
  'campaign-stopped',
] as const;
export type WithheldReason = (typeof WITHHELD_REASONS)[number];

/** Why a wait ended early: the closed list (R73). `superseded`: a trigger done earlier arrived later and took the wait (R42). */
export const CANCELLED_REASONS = ['exception', 'restarted', 'campaign-stopped', 'wave-aborted', 'superseded'] as const;
export type CancelledReason = (typeof CANCELLED_REASONS)[number];

export type Reason = WithheldReason | CancelledReason;

/** A recorded outcome with its reason, as it is kept in the row. */
export interface Decision {
  /** When it was decided. */
  readonly at: Instant;
  readonly decision: DecisionName;
  readonly reason?: Reason;
  /** The event's own id: of a cancellation, a late exception: the exception's; else the trigger's. */
  readonly eventId: string;
  readonly enrollmentId: string;
  readonly triggeredAt: Instant;
  readonly dueAt?: Instant;
  /** The wave boarded, where there was one. */
  readonly wave?: string;
  /** The exception that acted, as the campaign writes it (R33). */
  readonly exception?: string;
  /** The campaign version used. */
  readonly version?: number;
  /** Of a message that could not be sent: the channel, the field and what is wrong with it, in at most 300 UTF-16 units (R75). */
  readonly detail?: string;
}

/** Where an enrollment is on its way to one message. */
export const ENROLLMENT_STATES = ['waiting', 'claimed', 'dispatched', 'cancelled', 'withheld'] as const;
export type EnrollmentState = (typeof ENROLLMENT_STATES)[number];
