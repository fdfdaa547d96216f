import { isObject } from '../contracts/object.ts';
import type { Suppression } from '../suppression.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of what is kept of an address after its user was deleted. */
export const SUPPRESSION: StoredShape<Suppression> = {
  expected: 'a suppression',
  matches: (value): value is Suppression =>
    isObject(value) &&
    (value['optedOutAt'] === undefined || typeof value['optedOutAt'] === 'number') &&
    (value['mark'] === undefined || isMark(value['mark'])),
};

function isMark(value: unknown): boolean {
  return isObject(value) && typeof value['at'] === 'number' && typeof value['reason'] === 'string';
}
