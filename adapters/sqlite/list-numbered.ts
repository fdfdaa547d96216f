import type { Instant } from '../../core/contracts/instant.ts';
import type { Log, Page } from '../../core/ports.ts';
import { InvalidCursorError, parseStoreCursor } from '../../core/store-cursor.ts';
import type { StoredShape } from '../../core/stored/parse-stored.ts';
import { paginateRows } from './paginate-rows.ts';
import { readBodyColumn } from './read-body-column.ts';
import { readListItem } from './read-list-item.ts';
import type { SqliteStore, SqlRow } from './store.ts';

const PAGE_SIZE = 500;

/** The query of a list: the items after a cursor that have not expired, their shape, and the log for those that cannot be read. */
interface ListQuery<Value, Item> {
  readonly cursor: string | undefined;
  readonly now: Instant;
  readonly shape: StoredShape<Value>;
  readonly log: Log;
  /** Returns a stored value as an item of the list, by its number. */
  readonly toItem: (value: Value, sequence: number) => Item;
}

/** Returns a page of a table that only grows, and the cursor after it. */
export function listNumbered<Value, Item>(
  store: SqliteStore,
  table: 'dispatches' | 'refused',
  { cursor, now, shape, log, toItem }: ListQuery<Value, Item>,
) {
  const after = cursor === undefined ? 0 : parseSequenceCursor(store, table, cursor);
  const sql = `SELECT seq, body FROM ${table} WHERE seq > ? AND expires_at > ? ORDER BY seq LIMIT ?`;
  let last = after;
  const read = (columns: SqlRow) => {
    last = Number(columns['seq']);
    const place = { table, key: [last] };
    const item = readListItem(() => toItem(readBodyColumn(columns, shape, place), last), log);
    return { item, cursor: String(last) };
  };
  const page: Page<Item> = paginateRows(store.iterate(sql, after, now, PAGE_SIZE + 1), PAGE_SIZE, read);
  return { ...page, next: String(last) };
}

/** Parses the number in a cursor. One that the table has not reached comes from another store: a list from there would omit items. */
function parseSequenceCursor(store: SqliteStore, table: 'dispatches' | 'refused', cursor: string): number {
  const [sequence = 0] = parseStoreCursor(cursor, /^(\d{1,15})$/).map(Number);
  const last = Number(store.get(`SELECT max(seq) AS last FROM ${table}`)?.['last'] ?? 0);
  if (sequence > last) throw new InvalidCursorError(cursor);
  return sequence;
}
