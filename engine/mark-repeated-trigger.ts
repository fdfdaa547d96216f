import type { DecisionInput, TriggerInput } from '../core/decide/input.ts';
import { isDecided } from '../core/decide/working-row.ts';
import { createEnrollmentId, tagMergedId } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import type { Row, RowKey } from '../core/row.ts';
import type { LocatedRow } from './locate-row.ts';
import { readDecisions } from './read-decisions.ts';

/** A trigger event, and the user who did it. */
interface UserTrigger {
  readonly userId: string;
  readonly input: TriggerInput;
}

/** Returns whether triggers of a row were archived, or dropped by an earlier version. */
export function hasMemory({ row, stubs }: Pick<LocatedRow, 'row' | 'stubs'>): boolean {
  return stubs.length > 0 || row.hasKnown === true || row.floor !== undefined;
}

/**
 * Returns the input as the located row sees it, with a mark if its trigger was decided before and is archived (R49): beside that row, or
 * beside a row that leads to it, under the user who did it (R65). It is called after each read of the row, because another writer may have
 * archived the id in between. `given` is the input as it came.
 */
export async function markRepeatedTrigger(
  { userId, given, input }: { readonly userId: string; readonly given: DecisionInput; readonly input: DecisionInput },
  { key, row, stubs }: LocatedRow,
  services: Services,
): Promise<DecisionInput> {
  if (input.kind !== 'trigger' || given.kind !== 'trigger') return input;
  const { id } = input.event;
  if (isDecided(row, id) || row.live.some(({ trigger }) => trigger === id)) return input;
  for (const each of [{ key, row }, ...stubs])
    if (await isKnown({ userId, input: given }, each, services)) return { ...input, isAlreadyDecided: true };
  return input;
}

/** Returns whether a row, or what is archived beside it, has the id of a trigger: as it came under its own user, tagged under another. */
async function isKnown(
  { userId, input }: UserTrigger,
  { key, row }: { readonly key: RowKey; readonly row: Row },
  services: Services,
): Promise<boolean> {
  const { id: ownId, at } = input.event;
  const id = key.userId === userId ? ownId : tagMergedId(userId, ownId);
  if (isDecided(row, id)) return true;
  if (row.hasKnown && (await services.rows.hasDecidedTrigger(key, id))) return true;
  // A row of an earlier version dropped ids: only their decisions are left.
  if (row.floor === undefined || at > row.floor) return false;
  const enrollmentId = createEnrollmentId(key.campaignId, userId, ownId);
  const decisions = await readDecisions(key, row, services);
  return decisions.some((decision) => decision.enrollmentId === enrollmentId);
}
