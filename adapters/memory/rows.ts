import type { Decision } from '../../core/contracts/decision.ts';
import type { Rows } from '../../core/ports.ts';
import { NEW_ROW, type Row } from '../../core/row.ts';

/** What is kept of the users of one campaign. There are few campaigns: a map for each of a million users would weigh more than their rows. */
interface Users {
  readonly rows: Map<string, Row>;
  /** Pages of older decisions, by number. */
  readonly pages: Map<string, (readonly Decision[])[]>;
}

/** Rows in memory. */
export function memoryRows(): Rows {
  const campaigns = new Map<string, Users>();
  const usersOf = (campaignId: string): Users => {
    const users = campaigns.get(campaignId) ?? { rows: new Map(), pages: new Map() };
    campaigns.set(campaignId, users);
    return users;
  };
  return {
    async read({ userId, campaignId }) {
      return campaigns.get(campaignId)?.rows.get(userId) ?? NEW_ROW;
    },
    async write({ userId, campaignId }, row) {
      const { rows } = usersOf(campaignId);
      if ((rows.get(userId)?.rev ?? 0) !== row.rev - 1) return false;
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
    async layDown({ userId, campaignId }, { number, decisions }) {
      const { pages } = usersOf(campaignId);
      const laid = pages.get(userId) ?? [];
      laid[number] ??= decisions;
      pages.set(userId, laid);
    },
    async laidDown({ userId, campaignId }, pages) {
      return (campaigns.get(campaignId)?.pages.get(userId) ?? []).slice(0, pages).flat();
    },
  };
}
