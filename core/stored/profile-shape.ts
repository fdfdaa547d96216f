import { isObject } from '../contracts/object.ts';
import type { Profile } from '../profile.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of a profile. It is checked for each message, so that it is written by hand. */
export const PROFILE: StoredShape<Profile> = {
  expected: 'a profile',
  matches: (value): value is Profile =>
    isObject(value) &&
    isObject(value['fields']) &&
    Object.values(value['fields']).every(isField) &&
    isOptionalNumber(value['deletedUntil']) &&
    isOptionalNumber(value['mergedAt']) &&
    isOptionalNumber(value['mergeDepth']) &&
    (value['mergedInto'] === undefined || typeof value['mergedInto'] === 'string') &&
    (value['mergedFrom'] === undefined ||
      (Array.isArray(value['mergedFrom']) && value['mergedFrom'].every((each) => typeof each === 'string'))),
};

function isOptionalNumber(value: unknown): boolean {
  return value === undefined || typeof value === 'number';
}

function isField(value: unknown): boolean {
  return isObject(value) && typeof value['at'] === 'number' && 'value' in value;
}
