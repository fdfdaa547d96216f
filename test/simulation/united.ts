import { MINUTE, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { Done, History, Plan, User } from './history.ts';
import type { Ran } from './run-simulation.ts';

/** The time after a merge from which on every writer knows of it: its last sweep is done, also after some faults. */
const KNOWN_AFTER: TimeSpan = 45 * MINUTE;

/** Users who were merged, looked at as one. */
export interface Group {
  readonly userId: string;
  readonly members: readonly string[];
}

/** Returns the users who end as one, each group under the user into whom all were merged. */
function groupsOf({ users, merges = [] }: Pick<History, 'users' | 'merges'>, ran: Ran): Group[] {
  const parents = new Map(users.map(({ id }) => [id, id]));
  const rootOf = (id: string): string => {
    const parent = parents.get(id) ?? id;
    return parent === id ? id : rootOf(parent);
  };
  for (const { userId, intoUserId } of merges) parents.set(rootOf(userId), rootOf(intoUserId));
  const groups = Map.groupBy(users, ({ id }) => rootOf(id));
  return [...groups.values()].map((members) => {
    const ids = members.map(({ id }) => id);
    return { userId: ids.find((id) => !ran.aliases.has(id)) ?? ids[0] ?? '', members: ids };
  });
}

/** Returns a history and its outcome as if each group of merged users had been one user. */
export function unite(history: History, ran: Ran): { readonly history: History; readonly ran: Ran } {
  if (history.merges === undefined) return { history, ran };
  const groups = groupsOf(history, ran);
  const unitedOf = new Map(groups.flatMap(({ userId, members }) => members.map((each) => [each, userId] as const)));
  const of = (userId: string) => unitedOf.get(userId) ?? userId;
  const events = history.events.map(
    (done): Done => ({ ...done, event: { ...done.event, userId: of(done.event.userId) } }),
  );
  const users = groups.map(({ userId, members }): User => {
    const all = history.users.filter(({ id }) => members.includes(id));
    const isVip = all.some((each) => each.isVip);
    const hasAddress = all.some((each) => each.hasAddress !== false);
    return { ...history.users.find(({ id }) => id === userId), id: userId, isVip, hasAddress };
  });
  const sent = ran.sent.map((each) => ({ ...each, message: { ...each.message, userId: of(each.message.userId) } }));
  const rows = groups.flatMap(({ userId, members }) => {
    const campaigns = new Set(
      ran.rows.filter((row) => members.includes(row.userId)).map(({ campaignId }) => campaignId),
    );
    return [...campaigns].flatMap((campaignId) => {
      const all = ran.rows.filter((row) => members.includes(row.userId) && row.campaignId === campaignId);
      const own = all.find((row) => row.userId === userId) ?? all[0];
      if (own === undefined) return [];
      const decisions = all.flatMap(({ row }) => row.decisions).toSorted((one, other) => one.at - other.at);
      return [{ userId, campaignId, row: { ...own.row, live: all.flatMap(({ row }) => row.live), decisions } }];
    });
  });
  const owners = new Map(history.events.map(({ event }) => [event.id, event.userId]));
  const reactions = ran.reactions.map(
    (done): Done => ({ ...done, event: { ...done.event, userId: of(done.event.userId) } }),
  );
  const told = ran.told.map((detail) => ({ ...detail, userId: of(String(detail['userId'])) }));
  const slots = new Map(
    groups.map(({ userId, members }) => [userId, members.flatMap((each) => ran.slots.get(each) ?? [])]),
  );
  const deletions = history.deletions?.map((deletion) => ({ ...deletion, userId: of(deletion.userId) }));
  return {
    history: { ...history, events, users, owners, ...(deletions && { deletions }) },
    ran: { ...ran, sent, rows, reactions, told, slots },
  };
}

/** Returns what is wrong with the merges of a history when nothing is left to do (R65): who leads where, and what was left behind. */
export function brokenMerges(history: History, ran: Ran): string[] {
  if (history.merges === undefined) return [];
  return groupsOf(history, ran).flatMap(({ userId, members }) => {
    const others = members.filter((each) => each !== userId);
    const wrong = others.filter((each) => ran.aliases.get(each)?.root !== userId);
    const left = ran.rows.filter(({ userId: each, row }) => others.includes(each) && row.mergedInto === undefined);
    return [
      ...wrong.map((each) => `${each} leads to ${ran.aliases.get(each)?.root}, not to ${userId} (R65)`),
      ...left.map(({ userId: each, campaignId }) => `${campaignId}: the row of ${each} was not merged (R65)`),
    ];
  });
}

/** The facts of the merge of a user; of a user who was not merged only the user. */
export interface Merged {
  /** The users who are one now. */
  readonly members: readonly User[];
  /** The instants at which they were merged. */
  readonly at: readonly number[];
  /** The instant from which on every writer knows that they are one; absent for a user who was not merged. */
  readonly until?: number | undefined;
}

/** Returns what is known of the merge of a user, whom the united history still has. */
export function findMerged(whole: History, ran: Ran, user: User): Merged {
  if (whole.merges === undefined) return { members: [user], at: [] };
  const { members: ids } = groupsOf(whole, ran).find((each) => each.userId === user.id) ?? { members: [user.id] };
  const members = whole.users.filter(({ id }) => ids.includes(id));
  const at = ids.flatMap((each) => ran.aliases.get(each)?.mergedAt ?? []);
  return { members, at, ...(ids.length > 1 && { until: Math.max(0, ...at) + KNOWN_AFTER }) };
}

/**
 * Returns whether a merge leaves the outcome open: a message was claimed, or withheld for want of an address, before every writer knew of
 * it, or the audience depends on who the user was.
 */
export function isOpenByMerge(plan: Plan, claims: readonly number[], { until }: Merged): boolean {
  return until !== undefined && (plan.vipOnly || claims.some((at) => at <= until));
}
