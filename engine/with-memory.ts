import { isDecided } from '../core/decide/draft.ts';
import type { Input } from '../core/decide/input.ts';
import { enrollmentIdOf } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import type { Row, RowKey } from '../core/row.ts';
import { decisionsOf } from './decisions-of.ts';

/** A row as it was just read, and whose it is. */
interface ReadRow {
  readonly key: RowKey;
  readonly row: Row;
}

/**
 * Returns the input with what lies beside the row about its trigger: whether it was decided before (R49). Asked after each
 * read of the row, never before it and never once for several reads: another may have put the id there in between.
 */
export async function withMemory(input: Input, { key, row }: ReadRow, services: Services): Promise<Input> {
  if (input.kind !== 'triggered') return input;
  const { id, at } = input.event;
  if (isDecided(row, id) || row.live.some(({ trigger }) => trigger === id)) return input;
  if (row.hasKnown && (await services.rows.isKnown(key, id))) return { ...input, isKnown: true };
  // A row of an earlier version dropped ids: their decisions are all that is left of them.
  if (row.floor === undefined || at > row.floor) return input;
  const enrollmentId = enrollmentIdOf(key.campaignId, key.userId, id);
  const decisions = await decisionsOf(key, row, services);
  return { ...input, isKnown: decisions.some((decision) => decision.enrollmentId === enrollmentId) };
}
