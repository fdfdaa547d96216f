import type { Decision } from '../../core/contracts/decision.ts';
import type { Rows, RowWalk, WalkedRow } from '../../core/ports.ts';
import { type ComparedMark, createMarkOrder, NEW_ROW, type Row, type RowInstanceKey } from '../../core/row.ts';

/** The rows of one campaign, with what is archived of them. There are few campaigns: a map for each of a million users would need more memory than their rows. */
interface CampaignRows {
  readonly rows: Map<string, Row>;
  /** The pages of older decisions, by number. */
  readonly pages: Map<string, (readonly Decision[])[]>;
  /** The ids of decided triggers that their rows no longer hold. */
  readonly decidedTriggers: Map<string, Set<string>>;
  /** The marks that their rows no longer hold, by user, value and whether they restart a wait. */
  readonly marks: Map<string, Map<string, ComparedMark>>;
}

/** The rows in memory, with a list of all. */
export interface MemoryRows extends Rows {
  /** Returns all rows. */
  listAll(): readonly WalkedRow[];
}

/** Creates the walk over rows in memory: one segment of one page. */
export function createMemoryRowWalk(rows: MemoryRows): RowWalk {
  return { segments: 1, readPage: async () => ({ items: rows.listAll() }) };
}

/** Creates the rows in memory. */
export function createMemoryRows(): MemoryRows {
  const campaigns = new Map<string, CampaignRows>();
  const usersOf = (campaignId: string): CampaignRows => {
    const users = campaigns.get(campaignId) ?? {
      rows: new Map(),
      pages: new Map(),
      decidedTriggers: new Map(),
      marks: new Map(),
    };
    campaigns.set(campaignId, users);
    return users;
  };
  return {
    async read({ userId, campaignId }) {
      return campaigns.get(campaignId)?.rows.get(userId) ?? NEW_ROW;
    },
    async write({ userId, campaignId }, row) {
      const { rows } = usersOf(campaignId);
      if (!isNextRow(rows.get(userId), row)) return false;
      rows.set(userId, row);
      return true;
    },
    async writeBoth(...both) {
      const isNext = both.every(({ key, row }) => isNextRow(usersOf(key.campaignId).rows.get(key.userId), row));
      if (isNext) for (const { key, row } of both) usersOf(key.campaignId).rows.set(key.userId, row);
      return isNext;
    },
    async listByUser(userId) {
      const found: { campaignId: string; row: Row }[] = [];
      for (const [campaignId, { rows }] of campaigns) {
        const row = rows.get(userId);
        if (row !== undefined) found.push({ campaignId, row });
      }
      return found.sort((one, other) => (one.campaignId < other.campaignId ? -1 : 1));
    },
    async remove({ userId, campaignId }, { rev, born }) {
      const rows = campaigns.get(campaignId)?.rows;
      const stored = rows?.get(userId);
      if (stored === undefined || stored.rev !== rev || stored.born !== born) return false;
      rows?.delete(userId);
      return true;
    },
    async removeArchived(userId, isKept) {
      for (const [campaignId, { pages, decidedTriggers, marks }] of campaigns) {
        for (const [key, stored] of pages) {
          const born = key.slice(0, key.length - userId.length - 1);
          if (key !== pagesKey({ userId, campaignId, born })) continue;
          const isPageKept = (number: number) =>
            isKept({ campaignId, kind: 'page', born: born === '' ? undefined : born, number });
          const kept = stored.map((page, number) => (isPageKept(number) ? page : []));
          if (kept.every((page) => page.length === 0)) pages.delete(key);
          else pages.set(key, kept);
        }
        const triggers = [...(decidedTriggers.get(userId) ?? [])];
        const keptTriggers = triggers.filter((trigger) => isKept({ campaignId, kind: 'trigger', trigger }));
        decidedTriggers.set(userId, new Set(keptTriggers));
        const keptMarks = [...(marks.get(userId) ?? [])].filter(([, { at }]) =>
          isKept({ campaignId, kind: 'mark', at }),
        );
        marks.set(userId, new Map(keptMarks));
      }
    },
    listAll() {
      return [...campaigns].flatMap(([campaignId, { rows }]) =>
        [...rows].map(([userId, row]) => ({ key: { userId, campaignId }, row })),
      );
    },
    async archiveDecisions(key, { number, decisions }) {
      const { pages } = usersOf(key.campaignId);
      const stored = pages.get(pagesKey(key)) ?? [];
      stored[number] ??= decisions;
      pages.set(pagesKey(key), stored);
    },
    async readArchivedDecisions(key, pages) {
      return (campaigns.get(key.campaignId)?.pages.get(pagesKey(key)) ?? []).slice(0, pages).flat();
    },
    async archiveDecidedTriggers({ userId, campaignId }, triggers) {
      const { decidedTriggers } = usersOf(campaignId);
      decidedTriggers.set(userId, new Set([...(decidedTriggers.get(userId) ?? []), ...triggers]));
    },
    async hasDecidedTrigger({ userId, campaignId }, trigger) {
      return campaigns.get(campaignId)?.decidedTriggers.get(userId)?.has(trigger) ?? false;
    },
    async archiveMarks({ userId, campaignId }, archived) {
      const { marks } = usersOf(campaignId);
      const stored = marks.get(userId) ?? new Map<string, ComparedMark>();
      for (const mark of archived) {
        const other = stored.get(markKey(mark));
        if (other === undefined || createMarkOrder(other) < createMarkOrder(mark)) stored.set(markKey(mark), mark);
      }
      marks.set(userId, stored);
    },
    async readArchivedMarks({ userId, campaignId }, values) {
      const stored = campaigns.get(campaignId)?.marks.get(userId);
      return values.flatMap((value) =>
        [false, true].flatMap((restarts) => stored?.get(markKey({ value, restarts })) ?? []),
      );
    },
  };
}

/** Returns whether a row is the next revision of the stored one, with the same random id. */
function isNextRow(before: Row | undefined, row: Row): boolean {
  if ((before?.rev ?? 0) !== row.rev - 1) return false;
  return before === undefined || before.born === row.born;
}

function markKey({ value, restarts }: Pick<ComparedMark, 'value' | 'restarts'>): string {
  return `${value}#${restarts}`;
}

/** Returns the key of a row's pages, which differs from that of an earlier, deleted row. */
function pagesKey({ userId, born = '' }: RowInstanceKey): string {
  return `${born}#${userId}`;
}
