import { isObject } from './object.ts';
import { parseJson } from './parse-json.ts';

/** Returns the fields of the Detail of an entry: an object, or its JSON as text; undefined if it is neither. */
export function readDetail(detail: unknown): Readonly<Record<string, unknown>> | undefined {
  const fields = typeof detail === 'string' ? parseJson(detail) : detail;
  return isObject(fields) ? fields : undefined;
}
