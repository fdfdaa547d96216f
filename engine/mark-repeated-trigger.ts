import type { DecisionInput } from '../core/decide/input.ts';
import { isDecided } from '../core/decide/working-row.ts';
import { createEnrollmentId } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import type { Row, RowKey } from '../core/row.ts';
import { readDecisions } from './read-decisions.ts';

/** A row as it was just read, and whose it is. */
interface ReadRow {
  readonly key: RowKey;
  readonly row: Row;
}

/** Whether anything about decided triggers lies beside a row. */
export function hasMemory({ hasKnown, floor }: Row): boolean {
  return hasKnown === true || floor !== undefined;
}

/**
 * Returns the input with what lies beside the row about its trigger: whether it was decided before (R49). Asked after each
 * read of the row, never before it and never once for several reads: another may have put the id there in between.
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
  // A row of an earlier version dropped ids: their decisions are all that is left of them.
  if (row.floor === undefined || at > row.floor) return input;
  const enrollmentId = createEnrollmentId(key.campaignId, key.userId, id);
  const decisions = await readDecisions(key, row, services);
  return { ...input, isAlreadyDecided: decisions.some((decision) => decision.enrollmentId === enrollmentId) };
}
