import type { Contact } from '../contact.ts';
import { CONSENTS } from '../contracts/consent.ts';
import { isObject } from '../contracts/object.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of a contact. It is checked for each message, so that it is written by hand. */
export const CONTACT: StoredShape<Contact> = {
  expected: 'a contact',
  matches: (value): value is Contact => {
    if (!isObject(value) || typeof value['rev'] !== 'number') return false;
    const { address, otherAddress, declared, optIn, optOut, marks, tracking, mergedInto } = value;
    return (
      isAbsentOr(isAddress, address) &&
      isAbsentOr(isAddress, otherAddress) &&
      isAbsentOr(isDeclared, declared) &&
      isAbsentOr(isStatement, optIn) &&
      isAbsentOr(isStatement, optOut) &&
      isAbsentOr(isTracking, tracking) &&
      (mergedInto === undefined || typeof mergedInto === 'string') &&
      (marks === undefined || (Array.isArray(marks) && marks.every(isMark)))
    );
  },
};

type Stored = Readonly<Record<string, unknown>>;

function isAbsentOr(matches: (value: Stored) => boolean, value: unknown): boolean {
  return value === undefined || (isObject(value) && matches(value));
}

function isAddress({ value, at }: Stored): boolean {
  return (value === null || typeof value === 'string') && typeof at === 'number';
}

function isStatement({ at, source, evidence }: Stored): boolean {
  return (
    typeof at === 'number' && typeof source === 'string' && (evidence === undefined || typeof evidence === 'string')
  );
}

function isDeclared(value: Stored): boolean {
  return isStatement(value) && CONSENTS.some((consent) => consent === value['consent']);
}

function isTracking(value: Stored): boolean {
  return isStatement(value) && typeof value['isDenied'] === 'boolean';
}

function isMark(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { address, at, reason, isKept } = value;
  return (
    typeof address === 'string' &&
    typeof at === 'number' &&
    typeof reason === 'string' &&
    (isKept === undefined || isKept === true)
  );
}
