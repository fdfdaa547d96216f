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
    const isVip = history.users.filter(({ id }) => members.includes(id)).some((each) => each.isVip);
    return { ...history.users.find(({ id }) => id === userId), id: userId, isVip };
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
  return { history: { ...history, events, users, owners }, ran: { ...ran, sent, rows } };
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

/** Returns the instant from which on every writer knows that a user is one with others; undefined for a user who was not merged. */
export function mergedUntil(whole: History, ran: Ran, userId: string): number | undefined {
  if (whole.merges === undefined) return undefined;
  const group = groupsOf(whole, ran).find((each) => each.userId === userId);
  if (group === undefined || group.members.length < 2) return undefined;
  const times = group.members.map((each) => ran.aliases.get(each)?.mergedAt ?? 0);
  return Math.max(...times) + KNOWN_AFTER;
}

/** Returns the instants at which users were merged who are one now. */
export function listMergedAt(whole: History, ran: Ran, userId: string): number[] {
  const members = groupsOf(whole, ran).find((each) => each.userId === userId)?.members ?? [];
  return members.flatMap((each) => ran.aliases.get(each)?.mergedAt ?? []);
}

/** Returns whether a merge leaves the outcome open: a message was claimed before every writer knew of it, or the audience depends on who the user was. */
export function isOpenByMerge(plan: Plan, claims: readonly number[], until: number | undefined): boolean {
  if (until === undefined) return false;
  return plan.vipOnly || claims.some((at) => at <= until);
}
