import type { Decision } from '../contracts/decision.ts';
import { isEmptyRow, type Row } from '../row.ts';
import { assignWaits } from './assign-waits.ts';
import type { DecisionOutcome, EraseInput } from './input.ts';
import { NO_EFFECTS, type WorkingRow } from './working-row.ts';

/**
 * Erases from a row what its user did up to the cut of a deletion, and never more: what came since stays, and a trigger that stood by takes
 * over (R65). It records no decision of what is erased. Nothing is archived, because the pages are about to go.
 */
export function eraseRow(row: Row, input: EraseInput, working: WorkingRow): DecisionOutcome {
  const outcome = { row, ...NO_EFFECTS } as const;
  if (row.rev === 0) return outcome;
  const kept = keepLater(row, input);
  if (kept === row) return outcome;
  const before = { ...working, live: kept.live, decided: kept.decided, receipt: kept.receipt };
  const { live, decided, newDecisions, boardings } = assignWaits({ ...before, earlierDecisions: kept.decisions });
  const next: Row = { ...kept, rev: row.rev + 1, live, decided, decisions: [...kept.decisions, ...newDecisions] };
  return { ...outcome, row: next, decisions: newDecisions, boardings };
}

/** Returns a row without what was done up to the cut; the same row if there is nothing of it. */
function keepLater(row: Row, { deletedUntil: cut, archived, erasedBefore = new Set() }: EraseInput): Row {
  const deletedUntil = Math.max(cut, row.deletedUntil ?? cut);
  const isLater = ({ at }: { readonly at: number }) => at > deletedUntil;
  const isLaterDecision = ({ triggeredAt }: Decision) => triggeredAt > deletedUntil;
  const erasedIds = new Set(
    [
      ...row.live.filter((each) => !isLater(each)),
      ...[...archived, ...row.decisions].filter(isNot(isLaterDecision)),
    ].map(({ enrollmentId }) => enrollmentId),
  );
  const isErased = (enrollmentId: string) => erasedIds.has(enrollmentId) || erasedBefore.has(enrollmentId);
  const isReceiptKept = row.receipt !== undefined && isLater(row.receipt) && !isErased(row.receipt.enrollmentId);
  const returned = archived.every(isLaterDecision) ? [] : archived.filter(isLaterDecision);
  const known = new Set(row.decisions.map(identifyDecision));
  const kept: Row = {
    ...row,
    live: row.live.filter(isLater),
    marks: row.marks.filter(isLater),
    receipt: isReceiptKept ? row.receipt : undefined,
    decided: row.decided.filter(isLater),
    decisions: [
      ...returned.filter((decision) => !known.has(identifyDecision(decision))),
      ...row.decisions.filter(isLaterDecision),
    ],
    stays: isReceiptKept ? row.stays : undefined,
    sent: keepLaterDispatches(row.sent, deletedUntil),
    deletedUntil,
  };
  const isSame =
    deletedUntil === row.deletedUntil &&
    kept.receipt === row.receipt &&
    kept.sent?.length === row.sent?.length &&
    (['live', 'marks', 'decided', 'decisions'] as const).every((list) => kept[list].length === row[list].length);
  return isSame && !isEmptyRow(row) ? row : kept;
}

/** Returns the dispatches whose trigger was done after the cut; undefined if there are none. */
function keepLaterDispatches(sent: Row['sent'], deletedUntil: number): Row['sent'] {
  const later = sent?.filter(({ triggeredAt }) => triggeredAt > deletedUntil);
  return later?.length ? later : undefined;
}

const isNot =
  <Item>(test: (item: Item) => boolean) =>
  (item: Item): boolean =>
    !test(item);

/** Returns a name for a decision: a repeat of an erasure may find one in its row and in a page. */
function identifyDecision({ at, decision, enrollmentId, eventId }: Decision): string {
  return JSON.stringify([at, decision, enrollmentId, eventId]);
}
