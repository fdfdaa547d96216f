import type { Decision } from './contracts/decision.ts';
import type { Instant } from './contracts/instant.ts';

/** A trigger that may still lead to a message. */
export interface LiveTrigger {
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
  readonly claim?: { readonly at: Instant; readonly version: number; readonly receiptBefore?: Receipt };
}

/** An exception event seen: the greatest few of each exception of the campaign are kept. */
export interface Mark {
  /** The exception, as the campaign writes it. */
  readonly exception: string;
  readonly id: string;
  readonly eventId: string;
  readonly at: Instant;
  /** The event is a trigger of the same follow-up too: it cancels what was triggered before it, ordered by event id (R37). */
  readonly restarts: boolean;
}

/** The last message claimed for the user: a receipt from the moment of the claim. */
export interface Receipt {
  readonly at: Instant;
  readonly enrollmentId: string;
}

/** Everything the system knows about one user and one follow-up. Changed by `decide` only, written if `rev` is unchanged. */
export interface Row {
  /** 0: not written yet. */
  readonly rev: number;
  readonly live: readonly LiveTrigger[];
  readonly marks: readonly Mark[];
  readonly receipt?: Receipt;
  /** Trigger events already decided, so that a repeat does nothing. */
  readonly decided: readonly { readonly id: string; readonly at: Instant }[];
  /** Triggers at or before it count as decided: the list was full. */
  readonly floor?: Instant;
  /** The newest decisions, oldest first; older ones lie in pages beside the row. */
  readonly decisions: readonly Decision[];
  /** How many pages of older decisions there are. */
  readonly pages?: number;
  /** A receipt that counts for ever: the row must never expire (R40). */
  readonly stays?: true;
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

/** At most this many live triggers for one user and follow-up (R42). */
export const MOST_LIVE = 100;
/** At most this many decided triggers are remembered by id. */
export const MOST_DECIDED = 100;

/** A row that is written with more decisions than this lays the oldest down in pages. */
export const MOST_DECISIONS = 40;
/** Decisions of a page. */
export const PAGE_OF_DECISIONS = 20;

export const NEW_ROW: Row = { rev: 0, live: [], marks: [], decided: [], decisions: [] };

/** The order of events of one user: by the instant they were done, equal instants by event id (R37). */
export function isBefore(one: { at: Instant; eventId: string }, other: { at: Instant; eventId: string }): boolean {
  return one.at < other.at || (one.at === other.at && one.eventId < other.eventId);
}

/** Whether an exception event cancels what a trigger began (R32: at or after it, and a different event; R37). */
export function cancels(mark: Mark, trigger: { at: Instant; eventId: string; trigger: string }): boolean {
  if (mark.id === trigger.trigger) return false;
  return mark.restarts ? isBefore(trigger, mark) : trigger.at <= mark.at;
}
