import type { Decision } from '../contracts/decision.ts';
import { type DecisionPage, MOST_DECIDED, MOST_DECISIONS, PAGE_OF_DECISIONS, type Row } from '../row.ts';

/** What of a row's decisions stays in it, and the pages laid down beside it. */
export interface LaidDown {
  readonly kept: readonly Decision[];
  readonly pages: readonly DecisionPage[];
}

/**
 * Lays the oldest decisions of a long row down in pages (R70). Only what the row as it stands has already: whoever decides
 * about the same row writes the same pages, so that it does not matter how often, or how late, one is written.
 */
export function laidDown({ decisions, pages: before = 0 }: Row): LaidDown {
  if (decisions.length <= MOST_DECISIONS) return { kept: decisions, pages: [] };
  const count = Math.ceil((decisions.length - MOST_DECISIONS) / PAGE_OF_DECISIONS);
  const pages = Array.from({ length: count }, (_, index) => ({
    number: before + index,
    decisions: decisions.slice(index * PAGE_OF_DECISIONS, (index + 1) * PAGE_OF_DECISIONS),
  }));
  return { kept: decisions.slice(count * PAGE_OF_DECISIONS), pages };
}

/**
 * Returns the ids of the oldest decided triggers of a long row: they are put beside the row, and leave it with the next write (R49).
 * Only ids that the row as it stands has already: an id that is being decided may be lost with a refused write, and found
 * beside the row it would never be decided at all.
 */
export function putBeside({ decided }: Row): readonly string[] {
  if (decided.length <= MOST_DECIDED) return [];
  const oldestFirst = decided.toSorted((one, other) => one.at - other.at);
  return oldestFirst.slice(0, decided.length - MOST_DECIDED).map(({ id }) => id);
}
