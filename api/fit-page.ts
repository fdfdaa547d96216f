import * as v from 'valibot';
import { countItemsInPage } from '../core/contracts/page.ts';
import type { Page } from '../core/ports.ts';
import { offsetSchema, storeCursorSchema } from './cursor.ts';

/** Where a list goes on: in a page of the store, after so many of its items. */
export const pagePositionSchema = v.object({ from: v.optional(storeCursorSchema), skip: offsetSchema });

/** A place in a list; none at its beginning. */
export type PagePosition = v.InferOutput<typeof pagePositionSchema> | undefined;

/** Returns as many items of a store's page as an answer can hold, beginning at a place, and where the list goes on. */
export function fitPage<Item>(page: Page<Item>, position: PagePosition): { items: Item[]; next?: PagePosition } {
  const { from, skip } = position ?? { skip: 0 };
  const rest = page.items.slice(skip);
  const items = rest.slice(0, countItemsInPage(rest.values().map(countResponseBytes)));
  if (items.length < rest.length) return { items, next: { from, skip: skip + items.length } };
  return page.cursor === undefined ? { items } : { items, next: { from: page.cursor, skip: 0 } };
}

/** A Lambda answers with text in JSON, which has 6 MB at the most, and in which each quote of ours takes a byte more. */
function countResponseBytes(item: unknown): number {
  const json = JSON.stringify(item) ?? '';
  return Buffer.byteLength(json) + (json.match(/["\\]/g)?.length ?? 0);
}
