import { parseStored, type StoredPlace, type StoredShape } from '../../core/stored/parse-stored.ts';
import type { SqlRow } from './store.ts';

/** Reads the JSON in the column `body`. Throws an `UnreadableDataError` if it is not of the shape. */
export function readBodyColumn<Value>(columns: SqlRow, shape: StoredShape<Value>, place: StoredPlace): Value {
  return parseStored(String(columns['body']), shape, place);
}
