import * as v from 'valibot';
import { countItemsInPage } from '../core/contracts/page.ts';
import type { Page } from '../core/ports.ts';
import { offsetSchema, storeCursorSchema } from './cursor.ts';

/** The schema of a position in a list: a page of the store, and the number of its items to skip. */
export const pagePositionSchema = v.object({ from: v.optional(storeCursorSchema), skip: offsetSchema });

/** A position in a list; undefined at its beginning. */
export type PagePosition = v.InferOutput<typeof pagePositionSchema> | undefined;

/** Returns as many items of a store's page as an answer can hold, from a position on, and the position of the next page. */
export function fitPage<Item>(page: Page<Item>, position: PagePosition): { items: Item[]; next?: PagePosition } {
  const { from, skip } = position ?? { skip: 0 };
  const rest = page.items.slice(skip);
  const items = rest.slice(0, countFittingItems(rest));
  if (items.length < rest.length) return { items, next: { from, skip: skip + items.length } };
  return page.cursor === undefined ? { items } : { items, next: { from: page.cursor, skip: 0 } };
}

/** Counts the first of some items that an answer can hold: at least one, so that a list always continues. */
export function countFittingItems(items: readonly unknown[]): number {
  return countItemsInPage(items.values().map(countResponseBytes));
}

/** Counts the bytes of an item in the answer of a Lambda: text in JSON of at most 6 MB, in which a quote takes one byte more. */
function countResponseBytes(item: unknown): number {
  const json = JSON.stringify(item) ?? '';
  return Buffer.byteLength(json) + (json.match(/["\\]/g)?.length ?? 0);
}
