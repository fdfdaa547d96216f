import { MAX_PAGE_BYTES } from '../../core/contracts/page.ts';
import type { Page } from '../../core/ports.ts';
import type { SqlRow } from './store.ts';

/** Returns a page of rows, as many as were asked for or as are within its bytes; a row more tells that there are more. A row without an item is left out. */
export function paginateRows<Item>(
  rows: Iterable<SqlRow>,
  limit: number,
  read: (columns: SqlRow) => { item: Item | undefined; cursor: string },
): Page<Item> {
  const items: Item[] = [];
  let [count, bytes, cursor] = [0, 0, ''];
  for (const columns of rows) {
    bytes += countRowBytes(columns);
    if (count === limit || (count > 0 && bytes > MAX_PAGE_BYTES)) return { items, cursor };
    const entry = read(columns);
    if (entry.item !== undefined) items.push(entry.item);
    count += 1;
    cursor = entry.cursor;
  }
  return { items };
}

function countRowBytes(columns: SqlRow): number {
  return Object.values(columns).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? Buffer.byteLength(value) : 8),
    0,
  );
}
