import type { Page } from '../../core/ports.ts';
import { partsOfCursor } from '../../core/store-cursor.ts';

/** A page of a list that only grows at its end; the cursor is where the next one begins. */
export function pageFrom<Item>(items: readonly Item[], most: number, cursor?: string): Page<Item> {
  const [first = 0] = cursor === undefined ? [] : partsOfCursor(cursor, /^(\d{1,15})$/).map(Number);
  const page = items.slice(first, first + most);
  return first + most < items.length ? { items: page, cursor: String(first + most) } : { items: page };
}
