import type { Rows } from '../../core/ports.ts';
import type { Row, RowKey } from '../../core/row.ts';
import type { SqliteRows } from './rows.ts';
import type { SqliteStore } from './store.ts';

/** A row as the present transaction sees it. */
interface BufferedRow {
  row: Row;
  /** The revision in the store. */
  readonly storedRev: number;
}

/** The maximum number of buffered rows. A row changes again soon or not at all; a larger buffer only makes garbage collections slower. */
const MAX_BUFFERED_ROWS = 64;

/**
 * Creates rows that are written once per transaction, however often they change in it: a message that leaves immediately is claimed and
 * dispatched with one write. Reads in the transaction see the changes. They are written before the commit and before and after each
 * savepoint, and dropped by a rollback.
 */
export function createBufferedRows(store: SqliteStore, stored: SqliteRows): Rows {
  // By campaign, then by user: a key made of both would have to be built for each read.
  let buffered = new Map<string, Map<string, BufferedRow>>();
  let count = 0;
  const clear = () => {
    // A new map: a cleared one keeps its memory until the garbage collector has freed its former entries.
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
    async writeBoth(...both) {
      flush();
      return store.transactionSync(() => {
        const isNext = both.every(({ key, row }) => isNextRevision(row, stored.read(key)));
        return isNext && both.every(({ key, row }) => stored.write(key, row, row.rev - 1));
      });
    },
    async remove(key, row) {
      flush();
      return stored.remove(key, row);
    },
    async listByUser(userId) {
      flush();
      return stored.listByUser(userId);
    },
  };
}

/** Returns whether a row is the next revision of another one with the same random id. A row that was not written yet has none. */
function isNextRevision(row: Row, before: Row): boolean {
  return row.rev === before.rev + 1 && (before.rev === 0 || row.born === before.born);
}
