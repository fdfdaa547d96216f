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
    (value['deletedUntil'] === undefined || typeof value['deletedUntil'] === 'number'),
};

function isField(value: unknown): boolean {
  return isObject(value) && typeof value['at'] === 'number' && 'value' in value;
}
