import { parseJson } from '../contracts/parse-json.ts';

/** The place of a stored value: its table, and its key in parts. */
export interface StoredPlace {
  readonly table: string;
  readonly key: readonly unknown[];
}

/** The shape that a stored value must have: what is expected, in words, and its check. */
export interface StoredShape<Value> {
  readonly expected: string;
  matches(value: unknown): value is Value;
}

/**
 * The error that an adapter throws for a stored value which it cannot read. Its message names the table and the key, and nothing of the
 * value, because it is logged.
 */
export class UnreadableDataError extends Error {
  constructor({ table, key }: StoredPlace, expected: string) {
    super(`${table} ${key.join(' ')}: expected ${expected} in the store, found something else`);
    this.name = 'UnreadableData';
  }
}

/** Parses stored JSON. Throws an `UnreadableDataError` if it is not JSON, or not of the shape. */
export function parseStored<Value>(json: string, shape: StoredShape<Value>, place: StoredPlace): Value {
  // parseJson does not throw: the error of JSON.parse quotes the text, which is not for the log. No shape matches its undefined.
  const value = parseJson(json);
  if (!shape.matches(value)) throw new UnreadableDataError(place, shape.expected);
  return value;
}
