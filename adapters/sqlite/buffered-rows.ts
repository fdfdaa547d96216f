import type { Rows } from '../../core/ports.ts';
import type { Row, RowKey } from '../../core/row.ts';
import type { SqliteRows } from './rows.ts';
import type { SqliteStore } from './store.ts';

/** A row as this transaction knows it. */
interface BufferedRow {
  row: Row;
  /** The rev that the store holds. */
  readonly storedRev: number;
}

/** How many rows are held. A row changes again soon or not at all; held for longer it only makes garbage collections dearer. */
const MAX_BUFFERED_ROWS = 64;

/**
 * Rows that are written once a transaction, however often they change in it: a message that leaves at once is claimed and
 * dispatched with one write. Within the transaction everybody sees the changes; they are written before the commit and
 * around each part that can be undone, and forgotten with what is undone.
 */
export function createBufferedRows(store: SqliteStore, stored: SqliteRows): Rows {
  // By campaign, then by user: one name made of both would have to be put together for each question.
  let buffered = new Map<string, Map<string, BufferedRow>>();
  let count = 0;
  const clear = () => {
    // A new one: what a map was cleared of is kept in memory by what it held before, for as long as that is not collected.
    buffered = new Map();
    count = 0;
  };
  const flush = () => {
    for (const [campaignId, users] of buffered) {
      for (const [userId, { row, storedRev }] of users) {
        if (row.rev !== storedRev && !stored.write({ userId, campaignId }, row, storedRev)) {
          throw new Error(`row of campaign ${campaignId}: expected rev ${storedRev} in the store`);
        }
      }
    }
    clear();
  };
  const buffer = ({ campaignId, userId }: RowKey, row: Row): void => {
    if (count === MAX_BUFFERED_ROWS) flush();
    const users = buffered.get(campaignId) ?? new Map<string, BufferedRow>();
    if (users.size === 0) buffered.set(campaignId, users);
    users.set(userId, { row, storedRev: row.rev });
    count += 1;
  };
  store.onBeforeCommit(flush);
  store.onAfterRollback(clear);
  return {
    ...stored,
    async read(key) {
      const entry = buffered.get(key.campaignId)?.get(key.userId);
      if (entry !== undefined) return entry.row;
      const row = stored.read(key);
      if (store.isInTransaction) buffer(key, row);
      return row;
    },
    async write(key, row) {
      const entry = buffered.get(key.campaignId)?.get(key.userId);
      if (entry === undefined) return stored.write(key, row, row.rev - 1);
      if (!isNextRevision(row, entry.row)) return false;
      entry.row = row;
      return true;
    },
    async listByUser(userId) {
      flush();
      return stored.listByUser(userId);
    },
  };
}

/** Whether a row may be written in the place of another: the next rev of the very same one, which a row not written yet is not part of. */
function isNextRevision(row: Row, before: Row): boolean {
  return row.rev === before.rev + 1 && (before.rev === 0 || row.born === before.born);
}
