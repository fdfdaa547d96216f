import type { Page } from '../../core/ports.ts';
import { parseStoreCursor } from '../../core/store-cursor.ts';

/** Returns a page of a list that only grows at its end. The cursor is the index at which the next page begins. */
export function paginateByCursor<Item>(items: readonly Item[], limit: number, cursor?: string): Page<Item> {
  const [first = 0] = cursor === undefined ? [] : parseStoreCursor(cursor, /^(\d{1,15})$/).map(Number);
  const page = items.slice(first, first + limit);
  return first + limit < items.length ? { items: page, cursor: String(first + limit) } : { items: page };
}
