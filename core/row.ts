import type { Decision } from './contracts/decision.ts';
import type { Instant } from './contracts/instant.ts';

/** A trigger that may still lead to a message. */
export interface LiveEnrollment {
  readonly enrollmentId: string;
  /** The trigger event's identity. */
  readonly trigger: string;
  /** The trigger event's own id. */
  readonly eventId: string;
  /** When the user did it. */
  readonly at: Instant;
  readonly dueAt: Instant;
  readonly publication: number;
  /** `standby` would take over if the present wait were cancelled (R42). */
  readonly state: 'standby' | 'waiting' | 'claimed';
  /** The wave it has a seat in; none where it left at once. */
  readonly wave?: { readonly name: string; readonly departure: Instant };
  /** Set by the claim: a repeat renders this version (R71). */
  readonly claim?: Claim;
}

/** What a claim stores. It is provisional: only a message that is sent is a receipt (R95). */
export interface Claim {
  readonly at: Instant;
  readonly version: number;
  /** Written by earlier versions only, which set the receipt at the claim: the receipt to restore where the message is not sent. */
  readonly receiptBefore?: Receipt;
}

/** An exception event seen: the greatest few of each exception of the campaign are kept. */
export interface ExceptionMark {
  /** The exception, as the campaign writes it. */
  readonly exception: string;
  readonly id: string;
  readonly eventId: string;
  readonly at: Instant;
  /** The event is a trigger of the same follow-up too: it cancels what was triggered before it, ordered by event id (R37). */
  readonly restarts: boolean;
}

/** The last message sent to the user; its instant is that of its claim. */
export interface Receipt {
  readonly at: Instant;
  readonly enrollmentId: string;
}

/** Everything the system knows about one user and one follow-up. Changed by `decide` only, written if `rev` is unchanged. */
export interface Row {
  /** 0: not written yet. */
  readonly rev: number;
  /** A random id set by the first write: tells a row from one of the same user and follow-up that was deleted before. Absent in rows of earlier versions. */
  readonly born?: string;
  readonly live: readonly LiveEnrollment[];
  readonly marks: readonly ExceptionMark[];
  readonly receipt?: Receipt;
  /** Trigger events already decided, so that a repeat does nothing: the newest. The ids of older ones lie beside the row (R49). */
  readonly decided: readonly DecidedTrigger[];
  /** Ids of decided triggers lie beside the row, too: a trigger that the row does not remember is looked up there. */
  readonly hasKnown?: true;
  /** Written by earlier versions only, which dropped the ids of triggers done at or before it: their decisions tell them. */
  readonly floor?: Instant;
  /** The newest decisions, oldest first; older ones lie in pages beside the row. */
  readonly decisions: readonly Decision[];
  /** How many pages of older decisions there are. */
  readonly pages?: number;
  /** A receipt that counts for ever: the row must never expire (R40). */
  readonly stays?: true;
}

/** A trigger event that was decided. */
export interface DecidedTrigger {
  /** Its identity. */
  readonly id: string;
  readonly at: Instant;
}

/** A full page of a row's older decisions. Its content is a function of its number: written twice, it is the same. */
export interface DecisionPage {
  /** Counted from 0. */
  readonly number: number;
  readonly decisions: readonly Decision[];
}

/** Whom a row is about. */
export interface RowKey {
  readonly userId: string;
  readonly campaignId: string;
}

/** A row, and not another one of the same user and follow-up that was deleted before. */
export interface RowInstanceKey extends RowKey {
  readonly born?: string | undefined;
}

/** At most this many live triggers for one user and follow-up (R42). */
export const MAX_LIVE_ENROLLMENTS = 100;
/** A row that is written with more decided triggers than this puts the ids of the oldest beside it. */
export const MAX_DECIDED_TRIGGERS = 100;

/** A row that is written with more decisions than this lays the oldest down in pages. */
export const MAX_DECISIONS = 40;
/** Decisions of a page. */
export const DECISIONS_PER_PAGE = 20;

export const NEW_ROW: Row = { rev: 0, live: [], marks: [], decided: [], decisions: [] };

/** The order of events of one user: by the instant they were done, equal instants by event id (R37). */
export function isBefore(one: { at: Instant; eventId: string }, other: { at: Instant; eventId: string }): boolean {
  return one.at < other.at || (one.at === other.at && one.eventId < other.eventId);
}

/**
 * Returns whether an exception event cancels what a trigger began. What the user did before the trigger does not count (R31); what
 * they did at the same instant or later does, except for the trigger event itself (R32). An event that is a trigger too cancels
 * what was triggered before it, equal instants being ordered by event id (R37).
 */
export function cancels(mark: ExceptionMark, trigger: { at: Instant; eventId: string; trigger: string }): boolean {
  if (mark.id === trigger.trigger) return false;
  return mark.restarts ? isBefore(trigger, mark) : trigger.at <= mark.at;
}
