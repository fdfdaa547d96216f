import type { Fault } from '../contracts/fault.ts';
import { isObject } from '../contracts/object.ts';
import { isEqualJson } from '../is-equal-json.ts';

/** A field that two values have otherwise: absent in one of them, or with another value. */
export interface FieldChange {
  /** The path in the later value; of a field that the later one does not have, in the earlier one. */
  readonly path: Fault['path'];
  readonly from?: unknown;
  readonly to?: unknown;
}

/**
 * Returns the fields in which a value differs from an earlier one, in the order of the later one. Objects are compared field by field.
 * Of lists, the equal items at the beginning and at the end are left out, and the others compared by their places.
 */
export function listFieldChanges(from: unknown, to: unknown, path: Fault['path'] = []): FieldChange[] {
  if (isEqualJson(from, to)) return [];
  if (Array.isArray(from) && Array.isArray(to)) return listItemChanges(from, to, path);
  if (!isObject(from) || !isObject(to)) return [createChange(path, from, to)];
  const names = [...new Set([...Object.keys(to), ...Object.keys(from)])];
  return names.flatMap((name) => listFieldChanges(getOwn(from, name), getOwn(to, name), [...path, name]));
}

/** Returns a field that a value has itself: every object inherits others, such as `constructor`. */
function getOwn(value: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function listItemChanges(from: readonly unknown[], to: readonly unknown[], path: Fault['path']): FieldChange[] {
  const length = Math.min(from.length, to.length);
  let start = 0;
  while (start < length && isEqualJson(from[start], to[start])) start += 1;
  let end = 0;
  while (end < length - start && isEqualJson(from.at(-1 - end), to.at(-1 - end))) end += 1;
  const [before, after] = [from.slice(start, from.length - end), to.slice(start, to.length - end)];
  return Array.from({ length: Math.max(before.length, after.length) }, (_, index) =>
    listFieldChanges(before[index], after[index], [...path, start + index]),
  ).flat();
}

function createChange(path: Fault['path'], from: unknown, to: unknown): FieldChange {
  return { path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
