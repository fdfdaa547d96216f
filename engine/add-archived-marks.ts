import type { DecisionInput } from '../core/decide/input.ts';
import { isDecided } from '../core/decide/working-row.ts';
import { tagMergedId } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import type { ExceptionMark, Row, RowKey } from '../core/row.ts';

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
  return { ...input, archivedMarks: await readMarks({ key, row }, input.compared.values, services) };
}

/** Returns whether marks of a row are archived, beside it or beside the row of a user who was merged into its user (R65). */
export function hasArchivedMarks({ hasMarks, marksFrom }: Row): boolean {
  return hasMarks === true || marksFrom !== undefined;
}

/** Returns the archived marks of compared values that belong to a row: its own, and those of users who were merged into its user. */
export async function readMarks(
  { key, row }: { readonly key: RowKey; readonly row: Row },
  values: readonly string[],
  { rows }: Pick<Services, 'rows'>,
): Promise<readonly ExceptionMark[]> {
  const own = row.hasMarks ? await rows.readArchivedMarks(key, values) : [];
  const merged = (row.marksFrom ?? []).map(async (userId) => {
    const marks = await rows.readArchivedMarks({ ...key, userId }, values);
    return marks.map((mark) => ({ ...mark, id: tagMergedId(userId, mark.id) }));
  });
  return [...own, ...(await Promise.all(merged)).flat()];
}
