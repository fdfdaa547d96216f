import type { Decision } from '../core/contracts/decision.ts';
import type { Services } from '../core/ports.ts';
import type { Row, RowKey } from '../core/row.ts';

/** Returns all decisions about a user and a follow-up, oldest first: the archived ones, and those in the row (R70). */
export async function readDecisions(key: RowKey, row: Row, { rows }: Services): Promise<readonly Decision[]> {
  if (row.pages === undefined) return row.decisions;
  return [...(await rows.readArchivedDecisions({ ...key, born: row.born }, row.pages)), ...row.decisions];
}

/** A decision and the follow-up that it is about. */
export type UserDecision = Decision & { readonly campaignId: string };

/** Returns all decisions about a user, oldest first. Decisions of one instant stay in the order of their row. */
export async function readUserDecisions(
  userId: string,
  campaignId: string | undefined,
  services: Services,
): Promise<UserDecision[]> {
  const found =
    campaignId === undefined
      ? await services.rows.listByUser(userId)
      : [{ campaignId, row: await services.rows.read({ userId, campaignId }) }];
  const pending = found.map(async ({ campaignId: id, row }) =>
    (await readDecisions({ userId, campaignId: id }, row, services)).map((each) => ({ ...each, campaignId: id })),
  );
  return (await Promise.all(pending)).flat().sort((one, other) => one.at - other.at);
}
