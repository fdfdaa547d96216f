import { isObject } from '../../core/contracts/object.ts';
import { parseJson } from '../../core/contracts/parse-json.ts';

/** Returns the id of the user whom a refused entry names in its Detail, if it names one that is text. */
export function findUserId(entry: unknown): string | undefined {
  if (!isObject(entry)) return undefined;
  const { Detail: detail } = entry;
  const fields = typeof detail === 'string' ? parseJson(detail) : detail;
  if (!isObject(fields)) return undefined;
  const { userId } = fields;
  return typeof userId === 'string' && userId !== '' ? userId : undefined;
}
