import { isObject } from '../contracts/object.ts';
import type { UserSlots } from '../frequency-slots.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of the slots of a user. It is checked for each message, so that it is written by hand. */
export const USER_SLOTS: StoredShape<UserSlots> = {
  expected: 'the slots of a user',
  matches: (value): value is UserSlots =>
    isObject(value) &&
    typeof value['rev'] === 'number' &&
    Array.isArray(value['slots']) &&
    value['slots'].every(isSlot),
};

function isSlot(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['id'] === 'string' &&
    typeof value['at'] === 'number' &&
    Array.isArray(value['channels'])
  );
}
