import { type Fault, UNKNOWN_FIELD } from './contracts/fault.ts';
import { isObject } from './contracts/object.ts';

/** Names of fields that valibot leaves out of what it reads, so that no schema sees them. */
const IGNORED = ['__proto__', 'prototype', 'constructor'];

const LISTS = ['triggers', 'exceptions', 'messages'];

/** Returns the unknown fields of a campaign, its selectors and its messages that no schema would find. Filters and headers look at their own names. */
export function ignoredFields(input: unknown): Fault[] {
  if (!isObject(input)) return [];
  return [...ignoredIn(input, []), ...LISTS.flatMap((list) => ignoredInItems(input[list], list))];
}

function ignoredInItems(items: unknown, list: string): Fault[] {
  return Array.isArray(items) ? items.flatMap((item, index) => ignoredIn(item, [list, index])) : [];
}

function ignoredIn(value: unknown, path: Fault['path']): Fault[] {
  const names = isObject(value) ? Object.keys(value).filter((name) => IGNORED.includes(name)) : [];
  return names.map((name) => ({ path: [...path, name], expected: 'only known fields', found: UNKNOWN_FIELD }));
}
