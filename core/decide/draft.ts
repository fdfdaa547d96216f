import type { CancelledReason, Decision, WithheldReason } from '../contracts/decision.ts';
import type { LiveTrigger, Mark, Receipt, Row } from '../row.ts';
import type { Boarding, Outcome, Terms, Timing } from './input.ts';
import { laidDown, putBeside } from './lay-down.ts';

/** A row while it is being decided about. */
export interface Draft {
  readonly terms: Terms;
  readonly timing: Timing;
  live: readonly LiveTrigger[];
  marks: readonly Mark[];
  receipt: Receipt | undefined;
  decided: Row['decided'];
  /** All of the row's decisions, the new ones last. */
  readonly earlier: readonly Decision[];
  readonly decisions: Decision[];
  readonly boardings: Boarding[];
}

export function beginning(row: Row, terms: Terms, timing: Timing): Draft {
  const { live, marks, receipt, decided, decisions } = row;
  return { terms, timing, live, marks, receipt, decided, earlier: decisions, decisions: [], boardings: [] };
}

/** The outcome: the next row, or the very same where nothing changed. */
export function finished(draft: Draft, row: Row): Outcome {
  const { live, marks, receipt, decided, decisions, boardings } = draft;
  const same = live === row.live && marks === row.marks && decided === row.decided && decisions.length === 0;
  if (same) return { row, decisions, boardings, pages: [], known: [] };
  const { kept, pages } = laidDown(row);
  const count = (row.pages ?? 0) + pages.length;
  const known = putBeside(row);
  const next: Row = {
    rev: row.rev + 1,
    ...(row.born === undefined ? {} : { born: row.born }),
    live,
    marks,
    ...(receipt === undefined ? {} : { receipt }),
    decided: known.length === 0 ? decided : decided.filter(({ id }) => !known.includes(id)),
    ...(row.hasKnown || known.length > 0 ? { hasKnown: true as const } : {}),
    ...(row.floor === undefined ? {} : { floor: row.floor }),
    decisions: decisions.length === 0 ? kept : [...kept, ...decisions],
    ...(count === 0 ? {} : { pages: count }),
    ...(receipt !== undefined && draft.terms.window === undefined ? { stays: true as const } : {}),
  };
  return { row: next, decisions, boardings, pages, known };
}

/** Writes a decision about a live trigger down. */
export function record(
  draft: Draft,
  entry: LiveTrigger,
  decision: Pick<Decision, 'decision'> & Partial<Decision>,
): void {
  draft.decisions.push({
    at: draft.timing.now,
    eventId: entry.eventId,
    enrollmentId: entry.enrollmentId,
    triggeredAt: entry.at,
    dueAt: entry.dueAt,
    ...(entry.wave === undefined ? {} : { wave: entry.wave.name }),
    ...decision,
  });
}

/** Puts a changed live trigger in the place of the old one. */
export function replace(draft: Draft, entry: LiveTrigger): void {
  draft.live = draft.live.map((other) => (other.enrollmentId === entry.enrollmentId ? entry : other));
}

/** Takes a live trigger off: it is decided, and a repeat of its event does nothing. */
export function retire(draft: Draft, entry: LiveTrigger): void {
  draft.live = draft.live.filter((other) => other.enrollmentId !== entry.enrollmentId);
  remember(draft, entry);
}

/** Not sent, with a reason. */
export function withhold(draft: Draft, entry: LiveTrigger, reason: WithheldReason): void {
  retire(draft, entry);
  record(draft, entry, { decision: 'withheld', reason });
}

/** A wait ends early; a standby, which never waited, is withheld instead. */
export function cancel(draft: Draft, entry: LiveTrigger, reason: CancelledReason, mark?: Mark): void {
  retire(draft, entry);
  const by = mark === undefined ? {} : { eventId: mark.eventId, exception: mark.exception };
  if (entry.state !== 'standby') return record(draft, entry, { decision: 'cancelled', reason, ...by });
  const withheld = reason === 'campaign-stopped' ? reason : 'exception';
  record(draft, entry, {
    decision: 'withheld',
    reason: withheld,
    ...(mark === undefined ? {} : { exception: mark.exception }),
  });
}

/** Whether the row remembers that a trigger event was decided before. */
export function isDecided({ decided }: Pick<Row, 'decided'>, trigger: string): boolean {
  return decided.some(({ id }) => id === trigger);
}

function remember(draft: Draft, { trigger, at }: LiveTrigger): void {
  if (!isDecided(draft, trigger)) draft.decided = [...draft.decided, { id: trigger, at }];
}
