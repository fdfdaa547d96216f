import { isObject } from '../../core/contracts/object.ts';
import { readDetail } from '../../core/contracts/read-detail.ts';

/** Returns the id of the user whom a refused entry names in its Detail, if it names one that is text. */
export function findUserId(entry: unknown): string | undefined {
  if (!isObject(entry)) return undefined;
  const userId = readDetail(entry['Detail'])?.['userId'];
  return typeof userId === 'string' && userId !== '' ? userId : undefined;
}
