import type { Decision } from '../contracts/decision.ts';
import { DECISIONS_PER_PAGE, type DecisionPage, MAX_DECIDED_TRIGGERS, MAX_DECISIONS, type Row } from '../row.ts';

/** What of a row's decisions stays in it, and the pages laid down beside it. */
export interface DecisionSplit {
  readonly remaining: readonly Decision[];
  readonly pages: readonly DecisionPage[];
}

/**
 * Lays the oldest decisions of a long row down in pages (R70). Only what the row as it stands has already: whoever decides
 * about the same row writes the same pages, so that it does not matter how often, or how late, one is written.
 */
export function splitDecisions({ decisions, pages: firstPage = 0 }: Row): DecisionSplit {
  if (decisions.length <= MAX_DECISIONS) return { remaining: decisions, pages: [] };
  const count = Math.ceil((decisions.length - MAX_DECISIONS) / DECISIONS_PER_PAGE);
  const pages = Array.from({ length: count }, (_, index) => ({
    number: firstPage + index,
    decisions: decisions.slice(index * DECISIONS_PER_PAGE, (index + 1) * DECISIONS_PER_PAGE),
  }));
  return { remaining: decisions.slice(count * DECISIONS_PER_PAGE), pages };
}

/**
 * Returns the ids of the oldest decided triggers of a long row: they are put beside the row, and leave it with the next write (R49).
 * Only ids that the row as it stands has already: an id that is being decided may be lost with a refused write, and found
 * beside the row it would never be decided at all.
 */
export function selectTriggersToArchive({ decided }: Row): readonly string[] {
  if (decided.length <= MAX_DECIDED_TRIGGERS) return [];
  const oldestFirst = decided.toSorted((one, other) => one.at - other.at);
  return oldestFirst.slice(0, decided.length - MAX_DECIDED_TRIGGERS).map(({ id }) => id);
}
