import { isObject } from '../contracts/object.ts';
import { ERASURE_STEPS, type ErasedEnrollment, type Erasure, type ErasureState } from '../erasure.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of an erasure. */
export const ERASURE: StoredShape<Erasure> = {
  expected: 'an erasure',
  matches: (value): value is Erasure =>
    isObject(value) &&
    typeof value['rev'] === 'number' &&
    typeof value['userId'] === 'string' &&
    Array.isArray(value['aliases']) &&
    value['aliases'].every((alias) => typeof alias === 'string') &&
    typeof value['deletedUntil'] === 'number' &&
    typeof value['secondSweepAt'] === 'number' &&
    isPosition(value['position']),
};

/** The shape of an enrollment in the list of an erasure. */
export const ERASED_ENROLLMENT: StoredShape<ErasedEnrollment> = {
  expected: 'an enrollment to erase',
  matches: (value): value is ErasedEnrollment =>
    isObject(value) &&
    typeof value['enrollmentId'] === 'string' &&
    ['undefined', 'string'].includes(typeof value['wave']) &&
    ['undefined', 'number'].includes(typeof value['claimedAt']),
};

function isPosition(value: unknown): value is ErasureState {
  if (!isObject(value)) return false;
  const { state, sweep, step, cursor, erasedAt } = value;
  if (state === 'paused') return true;
  if (state === 'done') return typeof erasedAt === 'number';
  if (state !== 'sweeping' || (sweep !== 1 && sweep !== 2)) return false;
  return ERASURE_STEPS.some((each) => each === step) && ['undefined', 'string'].includes(typeof cursor);
}
