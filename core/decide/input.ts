import type { CancelledReason, Decision, WithheldReason } from '../contracts/decision.ts';
import type { Instant } from '../contracts/instant.ts';
import type { TimeSpan } from '../contracts/span.ts';
import type { DecisionPage, Row } from '../row.ts';

/** The event that triggers. */
export interface TriggerEvent {
  /** Its identity. */
  readonly id: string;
  readonly eventId: string;
  readonly at: Instant;
}

/** An event that is an exception of the follow-up. */
export interface ExceptionEvent extends TriggerEvent {
  /** The exception it is, as the campaign writes it. */
  readonly exception: string;
  /** It triggers the same follow-up too (R37). */
  readonly restarts: boolean;
}

/** What of a follow-up's newest published version the decisions about one user depend on. */
export interface Terms {
  readonly campaignId: string;
  readonly userId: string;
  readonly publication: number;
  readonly publishedAt: Instant;
  readonly version: number;
  readonly delay: TimeSpan;
  /** Re-eligibility: undefined is never, 0 immediately (R40, R41). */
  readonly reeligibility: TimeSpan | undefined;
  /** The width of the waves' windows. */
  readonly windowWidth: TimeSpan;
  readonly staleAfter: TimeSpan;
  /** The exceptions of the version; marks of others are ignored (R52). */
  readonly exceptions: ReadonlySet<string>;
}

/** What may happen to a row: the only ways in which it changes. */
export type DecisionInput =
  | {
      readonly kind: 'triggered';
      readonly event: TriggerEvent;
      readonly withheldReason?: WithheldReason;
      readonly restartExceptions: readonly string[];
      /** The row does not remember it, but what lies beside the row does: it was decided before (R49). */
      readonly isAlreadyDecided?: boolean;
    }
  | { readonly kind: 'excepted'; readonly event: ExceptionEvent }
  /** A passenger's turn. `publication` is the one live now, if any: a claim is of the enrollment's own (R51). */
  | {
      readonly kind: 'claim';
      readonly enrollmentId: string;
      readonly wave: string;
      readonly publication: number | undefined;
      readonly isInAudience: boolean;
    }
  | { readonly kind: 'sent'; readonly enrollmentId: string }
  | {
      readonly kind: 'unsendable';
      readonly enrollmentId: string;
      readonly reason: WithheldReason;
      readonly detail?: string;
    }
  /** Waits of a publication, or of a wave, end for good. */
  | {
      readonly kind: 'ended';
      readonly reason: CancelledReason & ('campaign-stopped' | 'wave-aborted');
      readonly publication: number;
      readonly wave?: string;
    };

/** A seat to take before the row is written. `fromWave` names the wave whose seat holds the trigger's payload, where it moves. */
export interface Boarding {
  readonly enrollmentId: string;
  readonly departure: Instant;
  readonly publication: number;
  readonly fromWave?: string;
}

/** What follows from an input. `createGraphRow` is the very one given where nothing changes. */
export interface DecisionOutcome {
  readonly row: Row;
  readonly decisions: readonly Decision[];
  readonly boardings: readonly Boarding[];
  /** To be laid down before the row is written. */
  readonly archivedPages: readonly DecisionPage[];
  /** Ids of decided triggers to be put beside the row before it is written (R49). */
  readonly archivedTriggerIds: readonly string[];
}

/** The clock, and the first instant at which a wave may still be boarded. */
export interface Timing {
  readonly now: Instant;
  readonly boardableFrom: Instant;
}
