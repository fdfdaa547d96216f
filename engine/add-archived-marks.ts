import type { DecisionInput } from '../core/decide/input.ts';
import { isDecided } from '../core/decide/working-row.ts';
import type { Services } from '../core/ports.ts';
import type { Row, RowKey } from '../core/row.ts';

/**
 * Returns the input, with the archived marks of the values that its trigger has (R39). It is called after each read of the row, because
 * another writer may have archived a mark in between.
 */
export async function addArchivedMarks(
  input: DecisionInput,
  { key, row }: { readonly key: RowKey; readonly row: Row },
  services: Services,
): Promise<DecisionInput> {
  if (input.kind !== 'trigger' || input.compared === undefined || input.isAlreadyDecided) return input;
  const { id } = input.event;
  if (isDecided(row, id) || row.live.some(({ trigger }) => trigger === id)) return input;
  return { ...input, archivedMarks: await services.rows.readArchivedMarks(key, input.compared.values) };
}
