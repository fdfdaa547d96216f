import type { DecisionInput } from '../core/decide/input.ts';
import { isDecided } from '../core/decide/working-row.ts';
import { createEnrollmentId } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import type { Row, RowKey } from '../core/row.ts';
import { readDecisions } from './read-decisions.ts';

/** A row as it was just read, with its key. */
interface ReadRow {
  readonly key: RowKey;
  readonly row: Row;
}

/** Returns whether triggers of a row were archived, or dropped by an earlier version. */
export function hasMemory({ hasKnown, floor }: Row): boolean {
  return hasKnown === true || floor !== undefined;
}

/**
 * Returns the input, with a mark if its trigger was decided before and is archived (R49). It is called after each read of the row,
 * because another writer may have archived the id in between.
 */
export async function markRepeatedTrigger(
  input: DecisionInput,
  { key, row }: ReadRow,
  services: Services,
): Promise<DecisionInput> {
  if (input.kind !== 'trigger') return input;
  const { id, at } = input.event;
  if (isDecided(row, id) || row.live.some(({ trigger }) => trigger === id)) return input;
  if (row.hasKnown && (await services.rows.hasDecidedTrigger(key, id))) return { ...input, isAlreadyDecided: true };
  // A row of an earlier version dropped ids: only their decisions are left.
  if (row.floor === undefined || at > row.floor) return input;
  const enrollmentId = createEnrollmentId(key.campaignId, key.userId, id);
  const decisions = await readDecisions(key, row, services);
  return { ...input, isAlreadyDecided: decisions.some((decision) => decision.enrollmentId === enrollmentId) };
}
