import type { Decision } from '../contracts/decision.ts';
import { DECISIONS_PER_PAGE, type DecisionPage, MAX_DECIDED_TRIGGERS, MAX_DECISIONS, type Row } from '../row.ts';

/** The decisions that stay in a row, and the pages that are archived. */
export interface DecisionSplit {
  readonly remaining: readonly Decision[];
  readonly pages: readonly DecisionPage[];
}

/**
 * Splits the oldest decisions of a long row into pages to archive (R70). Only decisions that the stored row has already are archived, so
 * every attempt to decide about the same row writes the same pages. It does not matter how often, or how late, a page is written.
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
 * Returns the ids of the oldest decided triggers of a long row, which are archived and leave the row with the next write (R49). Only
 * ids that the stored row has already are archived: if the write of a new one were refused, the archived id would keep its trigger from
 * ever being decided.
 */
export function selectTriggersToArchive({ decided }: Row): readonly string[] {
  if (decided.length <= MAX_DECIDED_TRIGGERS) return [];
  const oldestFirst = decided.toSorted((one, other) => one.at - other.at);
  return oldestFirst.slice(0, decided.length - MAX_DECIDED_TRIGGERS).map(({ id }) => id);
}
