import { MOST_PAGE_BYTES } from '../../core/contracts/page.ts';
import type { Page } from '../../core/ports.ts';
import type { Columns } from './store.ts';

/** Returns a page of rows, as many as were asked for or as are within its bytes; a row more tells that there are more. */
export function pageOf<Item>(
  found: Iterable<Columns>,
  most: number,
  read: (columns: Columns) => { item: Item; cursor: string },
): Page<Item> {
  const items: Item[] = [];
  let [bytes, cursor] = [0, ''];
  for (const columns of found) {
    bytes += sizeOf(columns);
    if (items.length === most || (items.length > 0 && bytes > MOST_PAGE_BYTES)) return { items, cursor };
    const entry = read(columns);
    items.push(entry.item);
    cursor = entry.cursor;
  }
  return { items };
}

function sizeOf(columns: Columns): number {
  return Object.values(columns).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? Buffer.byteLength(value) : 8),
    0,
  );
}
