import type { ComparedValues } from './contracts/compared-values.ts';
import type { Detail } from './contracts/event.ts';
import { isObject } from './contracts/object.ts';
import type { Selector } from './contracts/selector.ts';
import { digest } from './identity.ts';
import { serializeSelector } from './matching.ts';
import { getOwnField } from './value-test.ts';

/** The comparison of a version's exceptions with trigger events (R39). A version without such exceptions has none. */
export interface Comparison {
  /** A digest of the exceptions that compare. An edit that changes one of them changes it. */
  readonly exceptions: string;
  /** Returns the values of an event, as a digest for each exception that can compare it. */
  readValues(detail: Detail): ComparedValues;
}

/** A function that returns the values of an event as a digest, or undefined if the event cannot be compared. */
export type ReadValue = (detail: Detail) => string | undefined;

/** Compiles the comparison of a version's exceptions; undefined if none of them compares. */
export function compileComparison(selectors: readonly Selector[]): Comparison | undefined {
  const compared = selectors.flatMap((selector) => {
    const read = compileComparedValue(selector);
    return read === undefined ? [] : [{ text: serializeSelector(selector), read }];
  });
  if (compared.length === 0) return undefined;
  const exceptions = digest(...compared.map(({ text }) => text));
  return {
    exceptions,
    readValues: (detail) => ({ exceptions, values: compared.flatMap(({ read }) => read(detail) ?? []) }),
  };
}

/**
 * Compiles the reading of the values that an exception compares; undefined if it compares none. The digest names the exception too, so
 * that equal digests are equal values of one exception.
 */
export function compileComparedValue(selector: Selector): ReadValue | undefined {
  const { sameAsTrigger } = selector;
  if (sameAsTrigger === undefined) return undefined;
  const exception = serializeSelector(selector);
  const paths = sameAsTrigger.map((field) => field.split('.'));
  return (detail) => {
    const values = paths.map((path) => readAt(detail, path));
    return values.every(isComparable) ? digest(exception, JSON.stringify(values)) : undefined;
  };
}

/** Returns the value at a path: of an object its own field, of a list the element of that number. */
function readAt(detail: Detail, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined;
    return isObject(value) ? getOwnField(value, key) : undefined;
  }, detail);
}

/** Returns whether a value can be equal to another. What is missing, null, a list or an object equals nothing. */
function isComparable(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
