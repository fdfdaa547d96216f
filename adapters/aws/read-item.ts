import { inflateRawSync } from 'node:zlib';
import {
  parseStored,
  type StoredPlace,
  type StoredShape,
  UnreadableDataError,
} from '../../core/stored/parse-stored.ts';
import type { Item, Table } from './table.ts';

/** An item, and the table that it was read from. */
export interface StoredItem {
  readonly table: Table;
  readonly item: Item;
}

/** Returns the place of an item, for the error that names it. */
export function getItemPlace({ table, item: { pk, sk } }: StoredItem): StoredPlace {
  return { table: table.name, key: [pk, sk] };
}

/** Reads a number attribute of an item. Throws an `UnreadableDataError` if it is not a number. */
export function readNumberAttribute(stored: StoredItem, name: string): number {
  const value = stored.item[name];
  if (typeof value !== 'number') throw new UnreadableDataError(getItemPlace(stored), `a number in ${name}`);
  return value;
}

/** Reads a text attribute of an item. Throws an `UnreadableDataError` if it is not text. */
export function readTextAttribute(stored: StoredItem, name: string): string {
  const value = stored.item[name];
  if (typeof value !== 'string') throw new UnreadableDataError(getItemPlace(stored), `text in ${name}`);
  return value;
}

/** Reads the value in the body of an item. Throws an `UnreadableDataError` if it is not of the shape. */
export function readBody<Value>(stored: StoredItem, shape: StoredShape<Value>): Value {
  return parseStored(readBodyText(stored, 'body'), shape, getItemPlace(stored));
}

/** Reads the JSON text that `encodeBody` made. Throws an `UnreadableDataError` if the attribute is neither text nor deflated. */
export function readBodyText(stored: StoredItem, name: string): string {
  const value = stored.item[name];
  if (typeof value === 'string') return value;
  try {
    if (value instanceof Uint8Array) return inflateRawSync(value).toString();
  } catch {
    // Reported below, with the place.
  }
  throw new UnreadableDataError(getItemPlace(stored), `text or deflated bytes in ${name}`);
}
