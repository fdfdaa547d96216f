import type { Log, RowWalk } from '../../core/ports.ts';
import { readListItem } from './read-list-item.ts';
import { parseStoredRow } from './rows.ts';
import type { SqliteStore } from './store.ts';

/** The number of rows of a page: some milliseconds of work. */
const PAGE_SIZE = 500;

/**
 * Creates the walk over the rows of the embedded store, in the order of their keys. Each page is read between two transactions, so that
 * it has committed rows only. A row that cannot be read is logged and left out.
 */
export function createSqliteRowWalk(store: SqliteStore, log: Log): RowWalk {
  return {
    segments: 1,
    readPage: (_, cursor) =>
      store.transaction(async () => {
        const [user, campaign]: unknown[] = cursor === '' ? ['', ''] : JSON.parse(cursor);
        const sql =
          'SELECT user_id, campaign_id, body FROM rows WHERE (user_id, campaign_id) > (?, ?) ORDER BY user_id, campaign_id LIMIT ?';
        const found = store.all(sql, String(user), String(campaign), PAGE_SIZE);
        const items = found.flatMap((columns) => {
          const key = { userId: String(columns['user_id']), campaignId: String(columns['campaign_id']) };
          const row = readListItem(() => parseStoredRow(key, columns), log);
          return row === undefined ? [] : [{ key, row }];
        });
        const last = found.at(-1);
        if (last === undefined || found.length < PAGE_SIZE) return { items };
        return { items, cursor: JSON.stringify([last['user_id'], last['campaign_id']]) };
      }),
  };
}
