import * as v from 'valibot';
import { countInPage } from '../core/contracts/page.ts';
import type { Page } from '../core/ports.ts';
import { offsetCursor, storeCursor } from './cursor.ts';

/** Where a list goes on: in a page of the store, after so many of its items. */
export const placeInPage = v.object({ from: v.optional(storeCursor), skip: offsetCursor });

/** A place in a list; none at its beginning. */
export type PlaceInPage = v.InferOutput<typeof placeInPage> | undefined;

/** Returns as many items of a store's page as an answer can hold, beginning at a place, and where the list goes on. */
export function pageThatFits<Item>(page: Page<Item>, place: PlaceInPage): { items: Item[]; next?: PlaceInPage } {
  const { from, skip } = place ?? { skip: 0 };
  const rest = page.items.slice(skip);
  const items = rest.slice(0, countInPage(rest.values().map(answeredBytes)));
  if (items.length < rest.length) return { items, next: { from, skip: skip + items.length } };
  return page.cursor === undefined ? { items } : { items, next: { from: page.cursor, skip: 0 } };
}

/** A Lambda answers with text in JSON, which has 6 MB at the most, and in which each quote of ours takes a byte more. */
function answeredBytes(item: unknown): number {
  const json = JSON.stringify(item) ?? '';
  return Buffer.byteLength(json) + (json.match(/["\\]/g)?.length ?? 0);
}
