import type { ComparedValues } from './compared-values.ts';
import type { ConversionLetter } from './conversion.ts';
import type { Instant } from './instant.ts';
import type { LeftOutChannel } from './left-out-channel.ts';

/** The outcomes that can be recorded about a user and a follow-up (R70). `control`: the user is in the control group, and was sent nothing (R46). */
export const DECISIONS = [
  'enrolled',
  'withheld',
  'cancelled',
  'held',
  'dispatched',
  'control',
  'late-exception',
  'converted',
] as const;
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
  'capped',
  'exception',
  'campaign-stopped',
] as const;
export type WithheldReason = (typeof WITHHELD_REASONS)[number];

/**
 * The reasons for ending a wait early (R73). The list is closed. `superseded`: a trigger of an earlier instant arrived later (R42).
 * `user-merged`: the user was merged with one who waits since an earlier instant, or whose message is just leaving (R65).
 */
export const CANCELLED_REASONS = [
  'exception',
  'restarted',
  'campaign-stopped',
  'wave-aborted',
  'superseded',
  'user-merged',
] as const;
export type CancelledReason = (typeof CANCELLED_REASONS)[number];

export type Reason = WithheldReason | CancelledReason;

/** A recorded outcome with its reason, as the row stores it. */
export interface Decision {
  /** The instant of the decision. */
  readonly at: Instant;
  readonly decision: DecisionName;
  readonly reason?: Reason;
  /** The id of the event: of the exception for a cancellation or a late exception, of the conversion event for a conversion, else of the trigger. */
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
  /** The variant of a message that was dispatched or converted; absent if the version has none, and for a user of the control group (R46). */
  readonly variant?: string;
  /** The channels that were left out of a dispatched message (R45, R83). */
  readonly leftOut?: readonly LeftOutChannel[];
  /** The channel, the field and the fault of a message that could not be sent, or the cap of one that was capped, in at most 300 UTF-16 units (R75). */
  readonly detail?: string;
  /** The number of the epoch of the shares in which the decision counts (R48); absent in the first. */
  readonly epoch?: number;
  /** The number of the last recount that had begun when the decision was counted; absent before the first (R48). */
  readonly counted?: number;
  /** The values of the trigger of a dispatched message, if exceptions are compared with them: one of them may still arrive (R36, R39). */
  readonly compared?: ComparedValues;
  /** The letter of a conversion (R47). The enrollment is the dispatch that was converted. */
  readonly conversionEvent?: ConversionLetter;
}

/** The states of an enrollment that the HTTP interface lists. */
export const ENROLLMENT_STATES = ['waiting', 'claimed', 'dispatched', 'cancelled', 'withheld', 'control'] as const;
export type EnrollmentState = (typeof ENROLLMENT_STATES)[number];
