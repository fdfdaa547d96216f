import type { ComparedValues } from './contracts/compared-values.ts';
import type { ConversionLetter } from './contracts/conversion.ts';
import type { Decision } from './contracts/decision.ts';
import type { Instant } from './contracts/instant.ts';
import type { LiveEnrollment } from './live-enrollment.ts';
import type { Receipt } from './receipt.ts';

/** An exception that an event is. */
export interface MatchedException {
  /** The exception, as the campaign writes it. */
  readonly exception: string;
  /** A digest of the values that trigger events are compared with; absent if the exception compares none (R39). */
  readonly value?: string;
}

/** A mark: an exception event of the user. The latest few of each exception of the campaign are kept, or of each of its values. */
export interface ExceptionMark extends MatchedException {
  readonly id: string;
  readonly eventId: string;
  readonly at: Instant;
  /** True if the event is a trigger of the same follow-up too. It then cancels earlier triggers, ordered by event id (R37). */
  readonly restarts: boolean;
}

/**
 * The row of one user and one follow-up: everything the system knows about them. Only `decide` changes it, and it is written only if the
 * stored revision is unchanged.
 */
export interface Row {
  /** The revision; 0 if the row is not written yet. */
  readonly rev: number;
  /**
   * A random id that the first write sets. It differs from that of an earlier, deleted row of the same user and follow-up. Rows that
   * earlier versions wrote have none.
   */
  readonly born?: string;
  readonly live: readonly LiveEnrollment[];
  readonly marks: readonly ExceptionMark[];
  readonly receipt?: Receipt;
  /** The newest decided trigger events, so that a repeat does nothing. The ids of older ones are archived (R49). */
  readonly decided: readonly DecidedTrigger[];
  /** True if ids of decided triggers are archived. A trigger that is not in the row is then looked up there. */
  readonly hasKnown?: true;
  /** True if marks of compared values are archived. A trigger then looks up those of its own values (R39). */
  readonly hasMarks?: true;
  /**
   * The instant up to which ids of decided triggers were dropped, which only earlier versions did. Those triggers are found in the
   * decisions.
   */
  readonly floor?: Instant;
  /** The newest decisions, oldest first. Older ones are archived in pages. */
  readonly decisions: readonly Decision[];
  /** The number of archived pages of decisions. */
  readonly pages?: number;
  /** True if the receipt counts permanently, so that the row must never expire (R40). */
  readonly stays?: true;
  /** The cut of the user's deletion: what was done at or before it is forgotten without a decision (R65). */
  readonly deletedUntil?: Instant;
  /** The newest dispatches of a campaign that has conversion events, oldest first (R47). */
  readonly sent?: readonly Dispatch[];
  /**
   * The user into whom the user of this row was merged. This row is a stub then: all that changes goes to the row of that user, and only
   * decisions, the ids of decided triggers and dispatches stay here (R65).
   */
  readonly mergedInto?: string;
  /** The users who were merged into the user of this row, and whose rows have archived marks (R39). */
  readonly marksFrom?: readonly string[];
}

/** A message that was sent, or that a control user was not sent, and what it was converted by (R47). */
export interface Dispatch {
  /** The dispatch id, which is the id of the enrollment. */
  readonly id: string;
  /** The instant of the claim. */
  readonly at: Instant;
  /** The version whose conversion events count for it. */
  readonly version: number;
  /** The instant of the trigger event. */
  readonly triggeredAt: Instant;
  readonly variant?: string | undefined;
  readonly isControl?: true | undefined;
  /** The number of the epoch of the shares at the claim; absent in the first (R48). */
  readonly epoch?: number | undefined;
  /** The first event that arrived for each letter. */
  readonly letters: { readonly [Letter in ConversionLetter]?: ConvertingEvent | undefined };
}

/** An event that converted a dispatch. */
export interface ConvertingEvent {
  /** The identity of the event. */
  readonly id: string;
  readonly eventId: string;
  /** The instant at which the user did it, or that of its arrival if it is later. */
  readonly at: Instant;
}

/** A trigger event that was decided. */
export interface DecidedTrigger {
  /** The identity of the event. */
  readonly id: string;
  readonly at: Instant;
}

/** A mark of a compared value. */
export type ComparedMark = ExceptionMark & Required<Pick<ExceptionMark, 'value'>>;

/** A full page of a row's older decisions. Its content depends only on its number, so that it can be written twice. */
export interface DecisionPage {
  /** The number of the page, counted from 0. */
  readonly number: number;
  readonly decisions: readonly Decision[];
}

/** The key of a row: its user and its follow-up. */
export interface RowKey {
  readonly userId: string;
  readonly campaignId: string;
}

/** The key of a row that differs from that of an earlier, deleted row of the same user and follow-up. */
export interface RowInstanceKey extends RowKey {
  readonly born?: string | undefined;
}

/** The maximum number of live triggers of one user and follow-up (R42). */
export const MAX_LIVE_ENROLLMENTS = 100;
/** The maximum number of decided triggers in a row. Beyond it the ids of the oldest are archived. */
export const MAX_DECIDED_TRIGGERS = 100;

/** The maximum number of compared values that a row has marks of. Beyond it the marks of the longest ago are archived. */
export const MAX_MARKED_VALUES = 50;

/** The maximum number of decisions in a row. Beyond it the oldest are archived in pages. */
export const MAX_DECISIONS = 40;
/** The number of decisions in a page. */
export const DECISIONS_PER_PAGE = 20;

/** The maximum number of dispatches in a row (R47). Beyond it the oldest can no longer be converted. */
export const MAX_DISPATCHES = 50;

export const NEW_ROW: Row = { rev: 0, live: [], marks: [], decided: [], decisions: [] };

/** Returns whether nothing is left in a row but the cut of a deletion, which the profile of the user has, too. */
export function isEmptyRow({ live, marks, receipt, decided, decisions, sent = [] }: Row): boolean {
  return receipt === undefined && [live, marks, decided, decisions, sent].every((list) => list.length === 0);
}

/** Returns whether an event of a user comes before another: by instant, and by event id if instants are equal (R37). */
export function isBefore(one: { at: Instant; eventId: string }, other: { at: Instant; eventId: string }): boolean {
  return one.at < other.at || (one.at === other.at && one.eventId < other.eventId);
}

/** The parts of a trigger event that an exception depends on. */
interface CancellableTrigger {
  readonly at: Instant;
  readonly eventId: string;
  readonly trigger?: string;
  readonly compared?: ComparedValues | undefined;
}

/**
 * Returns whether an exception event cancels the wait that a trigger began. An exception before the trigger does not count (R31). An
 * exception at the same instant or later does, except for the trigger event itself (R32). An event that is a trigger too cancels
 * earlier triggers, ordered by event id if instants are equal (R37). An exception that compares needs a trigger with the same values (R39).
 */
export function cancels(mark: ExceptionMark, trigger: CancellableTrigger): boolean {
  if (mark.id === trigger.trigger) return false;
  if (mark.value !== undefined && !trigger.compared?.values.includes(mark.value)) return false;
  return mark.restarts ? isBefore(trigger, mark) : trigger.at <= mark.at;
}

/** Returns the order of a mark among those of its exception and value, as text that sorts as `isBefore` orders them in any store. */
export function createMarkOrder({ at, eventId }: Pick<ExceptionMark, 'at' | 'eventId'>): string {
  const units = Array.from({ length: eventId.length }, (_, index) => eventId.charCodeAt(index));
  return [String(at).padStart(16, '0'), ...units.map((unit) => unit.toString(16).padStart(4, '0'))].join('');
}
