import type { Rows } from '../../core/ports.ts';
import type { Row, RowKey } from '../../core/row.ts';
import type { StoredRows } from './rows.ts';
import type { Store } from './store.ts';

/** A row as this transaction knows it. */
interface Held {
  readonly key: RowKey;
  readonly row: Row;
  /** The rev that the store holds. */
  readonly storedRev: number;
}

/**
 * Rows that are written once a transaction, however often they change in it: a message that leaves at once is claimed and
 * dispatched with one write. Within the transaction everybody sees the changes; they are written before the commit and
 * around each part that can be undone, and forgotten with what is undone.
 */
export function heldRows(store: Store, stored: StoredRows): Rows {
  const held = new Map<string, Held>();
  const flush = () => {
    for (const { key, row, storedRev } of held.values()) {
      if (row.rev !== storedRev && !stored.write(key, row, storedRev)) {
        throw new Error(`row of campaign ${key.campaignId}: expected rev ${storedRev} in the store`);
      }
    }
    held.clear();
  };
  store.beforeCommit(flush);
  store.afterRollback(() => held.clear());
  return {
    ...stored,
    async read(key) {
      const known = held.get(nameOf(key));
      if (known !== undefined) return known.row;
      const row = stored.read(key);
      if (store.isOpen) held.set(nameOf(key), { key, row, storedRev: row.rev });
      return row;
    },
    async write(key, row) {
      const known = held.get(nameOf(key));
      if (known === undefined) return stored.write(key, row, row.rev - 1);
      if (!follows(row, known.row)) return false;
      held.set(nameOf(key), { ...known, row });
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

const nameOf = ({ userId, campaignId }: RowKey): string => `${campaignId}\u0000${userId}`;
