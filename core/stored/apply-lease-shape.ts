import type { ApplyLeaseState } from '../apply-lease.ts';
import { isObject } from '../contracts/object.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of the lease of applies. */
export const APPLY_LEASE_STATE: StoredShape<ApplyLeaseState> = {
  expected: 'the lease of applies',
  matches: (value): value is ApplyLeaseState =>
    isObject(value) && typeof value['rev'] === 'number' && (value['holder'] === undefined || isHolder(value['holder'])),
};

function isHolder(value: unknown): boolean {
  return (
    isObject(value) &&
    ['project', 'by', 'token'].every((field) => typeof value[field] === 'string') &&
    ['since', 'until'].every((field) => typeof value[field] === 'number')
  );
}
