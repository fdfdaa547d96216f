import type { Decision } from '../core/contracts/decision.ts';
import type { Services } from '../core/ports.ts';
import type { Row, RowKey } from '../core/row.ts';
import { findUser } from './follow-merges.ts';

/** Returns all decisions about a user and a follow-up, oldest first: the archived ones, and those in the row (R70). */
export async function readDecisions(key: RowKey, row: Row, { rows }: Services): Promise<readonly Decision[]> {
  if (row.pages === undefined) return row.decisions;
  return [...(await rows.readArchivedDecisions({ ...key, born: row.born }, row.pages)), ...row.decisions];
}

/** A user as decisions are listed: the one to whom it leads, and all who were merged into that one (R65). */
export interface UserFamily {
  /** The user into whom the user was merged; absent if it was not merged. */
  readonly mergedInto?: string;
  readonly userIds: readonly string[];
}

/** Returns the users whose decisions are those of one user. */
export async function readFamily(userId: string, { profiles }: Pick<Services, 'profiles'>): Promise<UserFamily> {
  const { userId: into, profile } = await findUser(userId, profiles.get);
  const userIds = [...new Set([into, ...(profile?.mergedFrom ?? []), userId])];
  return { userIds, ...(into !== userId && { mergedInto: into }) };
}

/** A decision and the follow-up that it is about. */
export type UserDecision = Decision & { readonly campaignId: string };

/**
 * Returns all decisions about a user, oldest first, and about all who were merged with it (R65). Decisions of one instant stay in the order of their
 * row, those of the merged users first.
 */
export async function readUserDecisions(
  user: string,
  campaignId: string | undefined,
  services: Services,
): Promise<UserDecision[]> {
  const { userIds } = await readFamily(user, services);
  const found = await Promise.all(userIds.toReversed().map((userId) => readDecisionsOf(userId, campaignId, services)));
  return found.flat().sort((one, other) => one.at - other.at);
}

async function readDecisionsOf(
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
  return (await Promise.all(pending)).flat();
}
