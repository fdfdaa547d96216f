import type { Rows } from '../../core/ports.ts';
import type { Row, RowKey } from '../../core/row.ts';
import type { StoredRows } from './rows.ts';
import type { Store } from './store.ts';

/** A row as this transaction knows it. */
interface Held {
  row: Row;
  /** The rev that the store holds. */
  readonly storedRev: number;
}

/** How many rows are held. A row changes again soon or not at all; held for longer it only makes garbage collections dearer. */
const MOST_HELD = 64;

/**
 * Rows that are written once a transaction, however often they change in it: a message that leaves at once is claimed and
 * dispatched with one write. Within the transaction everybody sees the changes; they are written before the commit and
 * around each part that can be undone, and forgotten with what is undone.
 */
export function heldRows(store: Store, stored: StoredRows): Rows {
  // By campaign, then by user: one name made of both would have to be put together for each question.
  const held = new Map<string, Map<string, Held>>();
  let count = 0;
  const forget = () => {
    held.clear();
    count = 0;
  };
  const flush = () => {
    for (const [campaignId, users] of held) {
      for (const [userId, { row, storedRev }] of users) {
        if (row.rev !== storedRev && !stored.write({ userId, campaignId }, row, storedRev)) {
          throw new Error(`row of campaign ${campaignId}: expected rev ${storedRev} in the store`);
        }
      }
    }
    forget();
  };
  const hold = ({ campaignId, userId }: RowKey, row: Row): void => {
    if (count === MOST_HELD) flush();
    const users = held.get(campaignId) ?? new Map<string, Held>();
    if (users.size === 0) held.set(campaignId, users);
    users.set(userId, { row, storedRev: row.rev });
    count += 1;
  };
  store.beforeCommit(flush);
  store.afterRollback(forget);
  return {
    ...stored,
    async read(key) {
      const known = held.get(key.campaignId)?.get(key.userId);
      if (known !== undefined) return known.row;
      const row = stored.read(key);
      if (store.isOpen) hold(key, row);
      return row;
    },
    async write(key, row) {
      const known = held.get(key.campaignId)?.get(key.userId);
      if (known === undefined) return stored.write(key, row, row.rev - 1);
      if (!follows(row, known.row)) return false;
      known.row = row;
      return true;
    },
    async ofUser(userId) {
      flush();
      return stored.ofUser(userId);
    },
  };
}

/** Whether a row may be written in the place of another: the next rev of the very same one, which a row not written yet is not part of. */
function follows(row: Row, before: Row): boolean {
  return row.rev === before.rev + 1 && (before.rev === 0 || row.born === before.born);
}
