import type { Assignment } from '../assign-variant.ts';
import type { CappedChannel } from '../contracts/capped-channels.ts';
import type { ComparedValues } from '../contracts/compared-values.ts';
import type { ConversionLetter } from '../contracts/conversion.ts';
import type { CancelledReason, Decision, WithheldReason } from '../contracts/decision.ts';
import type { Duration } from '../contracts/duration.ts';
import type { Instant } from '../contracts/instant.ts';
import type { TimeSpan } from '../contracts/time-span.ts';
import type { MatchedConversion } from '../conversions.ts';
import type { ClaimedEnrollment } from '../live-enrollment.ts';
import type { Reach } from '../reach.ts';
import type { ComparedMark, DecisionPage, ExceptionMark, MatchedException, Row } from '../row.ts';
import type { Windows } from '../waves.ts';

/** A trigger event. */
export interface TriggerEvent {
  /** The identity of the event. */
  readonly id: string;
  readonly eventId: string;
  readonly at: Instant;
  /** The id of the enrollment, if the event came for a user who was merged into that of the row (R65). */
  readonly enrollmentId?: string;
}

/** An event that is an exception of the follow-up. */
export interface ExceptionEvent extends TriggerEvent, MatchedException {
  /** True if the event is a trigger of the same follow-up too (R37). */
  readonly restarts: boolean;
}

/** The parts of a follow-up's newest published version that decisions about one user depend on. */
export interface Terms {
  readonly campaignId: string;
  readonly userId: string;
  readonly publication: number;
  readonly publishedAt: Instant;
  readonly version: number;
  /** The re-eligibility: undefined means never, 0 means immediately (R40, R41). */
  readonly reeligibility: TimeSpan | undefined;
  /** The windows whose enrollments share a wave. */
  readonly windows: Windows;
  readonly staleAfter: TimeSpan;
  /** The duration, in which triggers and due instants must lie (R25); absent if there is none. */
  readonly duration: Duration | undefined;
  /** The variant of the user, or the control group, by the shares of the version (R46). A claim stores it. */
  readonly assignment?: Assignment | undefined;
  /** The number of the epoch of the shares; absent in the first, and without statistics (R48). */
  readonly epoch?: number | undefined;
  /** The exceptions of the version. Marks of other exceptions are ignored (R52). */
  readonly exceptions: ReadonlySet<string>;
  /** True if messages may be converted, so that the row keeps those that were sent (R47). */
  readonly hasConversions?: boolean;
}

/** An input to `decide`. A row changes in no other way. */
export type DecisionInput =
  | TriggerInput
  | ExceptionInput
  | ConversionInput
  | ClaimInput
  | SentInput
  | UnsendableInput
  | CancelInput
  | EraseInput
  | MergeInput;

/** A trigger event of the user. */
export interface TriggerInput {
  readonly kind: 'trigger';
  readonly event: TriggerEvent;
  /** The instant at which the message of the trigger is due. It is fixed when its wait begins (R23). */
  readonly dueAt: Instant;
  /** The reason why the event does not enroll the user, if the match gave one. */
  readonly withheldReason?: WithheldReason;
  /** The exceptions of the same follow-up that the event is too (R37). */
  readonly restartExceptions: readonly MatchedException[];
  /** The values of the event that exceptions are compared with, if an exception compares (R39). */
  readonly compared?: ComparedValues;
  /** The archived marks of those values. */
  readonly archivedMarks?: readonly ExceptionMark[];
  /** True if the event was decided before and its id is archived outside of the row (R49). */
  readonly isAlreadyDecided?: boolean;
  /** The conversion events that the event is too (R47). */
  readonly conversions?: readonly MatchedConversion[];
}

/** An exception event of the user. */
export interface ExceptionInput {
  readonly kind: 'exception';
  readonly event: ExceptionEvent;
  /** The conversion events that the event is too (R47). */
  readonly conversions?: readonly MatchedConversion[];
}

/** An event that is a conversion event of the follow-up, and neither a trigger nor an exception (R47). */
export interface ConversionInput {
  readonly kind: 'conversion';
  readonly event: TriggerEvent;
  readonly conversions: readonly MatchedConversion[];
}

/** The claim of an enrollment by its wave. */
export interface ClaimInput {
  readonly kind: 'claim';
  readonly enrollmentId: string;
  readonly wave: string;
  /** The live publication, if any. It must be that of the enrollment (R51). */
  readonly publication: number | undefined;
  readonly isInAudience: boolean;
}

/** The completion of a claimed message that was sent. */
export interface SentInput {
  readonly kind: 'sent';
  readonly enrollmentId: string;
  /** The channels that frequency caps held back; absent if there are none (R45). */
  readonly capped?: readonly CappedChannel[];
}

/** The completion of a claimed message that cannot be sent (R95). */
export interface UnsendableInput {
  readonly kind: 'unsendable';
  readonly enrollmentId: string;
  readonly reason: WithheldReason;
  readonly detail?: string;
}

/** The cancellation of all waits of a publication, or of those in one wave (R50). */
export interface CancelInput {
  readonly kind: 'cancel';
  readonly reason: CancelledReason & ('campaign-stopped' | 'wave-aborted');
  readonly publication: number;
  /** The name of the wave; absent for all waits of the publication. */
  readonly wave?: string;
}

/** The erasure of what a deleted user did up to the cut of the deletion (R65). */
export interface EraseInput {
  readonly kind: 'erase';
  readonly deletedUntil: Instant;
  /** The decisions in the archived pages of the row. If some of them are erased, the others return to the row. */
  readonly archived: readonly Decision[];
  /** The enrollments that were erased from the rows of merged users. The receipt of one may have come along. */
  readonly erasedBefore?: ReadonlySet<string>;
}

/** The merge of the row of a user into that of the user into whom it was merged (R65). */
export interface MergeInput {
  readonly kind: 'merge';
  /** The user who was merged, and the row of that user. */
  readonly userId: string;
  readonly row: Row;
  /** The archived marks of either row for the compared values of waits in the other one (R39). */
  readonly archivedMarks: readonly ExceptionMark[];
  /** The triggers of the merged row that were decided for the other user before, and whose ids are archived (R49). */
  readonly archivedTriggers: ReadonlySet<string>;
}

/** A seat to put before the row is written. If the enrollment moves, `fromWave` is the wave whose seat holds the payload of the trigger. */
export interface Boarding {
  readonly enrollmentId: string;
  readonly departure: Instant;
  readonly publication: number;
  readonly fromWave?: string;
}

/** The outcome of an input. If nothing changes, `row` is the same object as the input's row. */
export interface DecisionOutcome {
  readonly row: Row;
  readonly decisions: readonly Decision[];
  readonly boardings: readonly Boarding[];
  /** The enrollment to dispatch once the row is written: the one that a trigger or a wave claims with this input. */
  readonly toDispatch: ClaimedEnrollment | undefined;
  /** The pages to archive before the row is written. */
  readonly archivedPages: readonly DecisionPage[];
  /** The ids of decided triggers to archive before the row is written (R49). */
  readonly archivedTriggerIds: readonly string[];
  /** The marks of compared values to archive before the row is written: the latest of each value (R39). */
  readonly archivedMarks: readonly ComparedMark[];
  /** The conversions of which the input is the event, with those of an earlier delivery (R47). */
  readonly conversions: readonly Conversion[];
  /** True if the event could convert a message that is claimed, and may yet not be sent: it has to come again. */
  readonly isClaimOpen: boolean;
  /** True if the event was done at or before the cut of a deletion: nothing is decided of it (R65). */
  readonly isForgotten?: true;
  /** The seat that an earlier attempt of a forgotten trigger may have taken. */
  readonly forgottenSeat?: { readonly wave: string; readonly enrollmentId: string };
}

/** The conversion of a dispatch (R47). */
export interface Conversion {
  readonly dispatchId: string;
  /** The instant of the claim of the message: its day is the one that the conversion is counted to. */
  readonly dispatchedAt: Instant;
  readonly letter: ConversionLetter;
  readonly eventId: string;
  /** The instant at which the user did it, or that of its arrival if it is later. */
  readonly at: Instant;
  /** The variant of the message, if the campaign has variants. */
  readonly variant?: string | undefined;
  /** True for a control user, who was sent nothing. */
  readonly isControl?: true | undefined;
  /** The number of the epoch of the shares at the claim; absent in the first (R48). */
  readonly epoch?: number | undefined;
  /** True if this input brought it about: a repeat does not. */
  readonly isNew: boolean;
}

/** The quiet hours that a message would leave in (R26): their end, and whether it is held until then, or withheld. */
export interface Quiet {
  readonly until: Instant;
  readonly isHold: boolean;
}

/** The present instant, and the first departure that can still be boarded. */
export interface Timing {
  readonly now: Instant;
  readonly boardableFrom: Instant;
  /** True while the campaign is paused: nothing is claimed (R92). It is known only where something can be claimed. */
  readonly isPaused?: boolean;
  /** The quiet hours of the user, if it is quiet now (R26). They are known only where something can be claimed. */
  readonly quiet?: Quiet | undefined;
  /** The number of the last recount that had begun, if the campaign has statistics. Decisions carry it (R48). */
  readonly recount?: number | undefined;
  /** The channels that reach the user (R83). They are known only where something can be claimed, and a channel has a sender. */
  readonly reach?: Reach | undefined;
}
