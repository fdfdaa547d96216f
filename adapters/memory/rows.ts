import type { Decision } from '../../core/contracts/decision.ts';
import type { Rows } from '../../core/ports.ts';
import { type BornKey, NEW_ROW, type Row } from '../../core/row.ts';

/** What is kept of the users of one campaign. There are few campaigns: a map for each of a million users would weigh more than their rows. */
interface Users {
  readonly rows: Map<string, Row>;
  /** Pages of older decisions, by number. */
  readonly pages: Map<string, (readonly Decision[])[]>;
  /** Ids of decided triggers that their rows do not remember. */
  readonly known: Map<string, Set<string>>;
}

/** Rows in memory. */
export function memoryRows(): Rows {
  const campaigns = new Map<string, Users>();
  const usersOf = (campaignId: string): Users => {
    const users = campaigns.get(campaignId) ?? { rows: new Map(), pages: new Map(), known: new Map() };
    campaigns.set(campaignId, users);
    return users;
  };
  return {
    async read({ userId, campaignId }) {
      return campaigns.get(campaignId)?.rows.get(userId) ?? NEW_ROW;
    },
    async write({ userId, campaignId }, row) {
      const { rows } = usersOf(campaignId);
      const before = rows.get(userId);
      if ((before?.rev ?? 0) !== row.rev - 1) return false;
      if (before !== undefined && before.born !== row.born) return false;
      rows.set(userId, row);
      return true;
    },
    async ofUser(userId) {
      const found: { campaignId: string; row: Row }[] = [];
      for (const [campaignId, { rows }] of campaigns) {
        const row = rows.get(userId);
        if (row !== undefined) found.push({ campaignId, row });
      }
      return found.sort((one, other) => (one.campaignId < other.campaignId ? -1 : 1));
    },
    async layDown(key, { number, decisions }) {
      const { pages } = usersOf(key.campaignId);
      const laid = pages.get(pagesOf(key)) ?? [];
      laid[number] ??= decisions;
      pages.set(pagesOf(key), laid);
    },
    async laidDown(key, pages) {
      return (campaigns.get(key.campaignId)?.pages.get(pagesOf(key)) ?? []).slice(0, pages).flat();
    },
    async putKnown({ userId, campaignId }, triggers) {
      const { known } = usersOf(campaignId);
      known.set(userId, new Set([...(known.get(userId) ?? []), ...triggers]));
    },
    async isKnown({ userId, campaignId }, trigger) {
      return campaigns.get(campaignId)?.known.get(userId)?.has(trigger) ?? false;
    },
  };
}

/** The name of a row's pages: those of one that was deleted before are others. */
function pagesOf({ userId, born = '' }: BornKey): string {
  return `${born}#${userId}`;
}
