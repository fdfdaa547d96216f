import { countBytes, UNDECODABLE } from './characters.ts';
import { describeValue, type Fault } from './fault.ts';
import { isObject } from './object.ts';
import { formatInteger } from './whole-number.ts';

/** The most levels of an event's Detail: the Detail itself is the first, an object in it the second. */
export const MAX_JSON_LEVELS = 64;

/** What a value may be that is kept as JSON. */
export interface JsonLimit {
  readonly maxLevels: number;
  readonly maxBytes: number;
}

/** Returns what keeps a value from being kept as JSON and read back as it was: its depth, its length, a number or bytes that JSON cannot carry. */
export function findJsonFault(
  value: unknown,
  path: Fault['path'],
  { maxLevels, maxBytes }: JsonLimit,
): Fault | undefined {
  const size = { maxBytes: 0 };
  const fault = findValueFault(value, maxLevels, size);
  if (fault === 'too deep') return { path, expected: `at most ${maxLevels} levels`, found: 'more' };
  if (fault !== undefined) return { ...fault, path: [...path, ...fault.path] };
  if (size.maxBytes <= maxBytes) return undefined;
  const found = countBytes(JSON.stringify(value) ?? '');
  if (found <= maxBytes) return undefined;
  const expected = `at most ${formatInteger(maxBytes / 1024)} KiB (${formatInteger(maxBytes)} bytes) as JSON in UTF-8`;
  return { path, expected, found: `${formatInteger(found)} bytes` };
}

/** Whether a value has more levels than so many. */
export function isDeeperThan(maxLevels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return maxLevels === 0 || Object.values(value).some((inner) => isDeeperThan(maxLevels - 1, inner));
}

/** A bound of the bytes that a value has as JSON, which costs less than counting them. */
interface SizeBound {
  maxBytes: number;
}

type JsonFault = Fault | 'too deep' | undefined;

/** Goes no deeper than so many levels: what is nested a million deep would overflow the stack. */
function findValueFault(value: unknown, maxLevels: number, size: SizeBound): JsonFault {
  if (typeof value === 'string') return findEncodingFault(value, size);
  // The longest number has 24 characters; brackets and commas are within the rest.
  size.maxBytes += 30;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { path: [], found: describeValue(value), expected: 'a number that JSON can carry (below 1.8e308)' };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (maxLevels === 0) return 'too deep';
  return isObject(value)
    ? findFieldsFault(value, maxLevels, size)
    : findItemsFault(Object.values(value), maxLevels, size);
}

function findFieldsFault(value: Readonly<Record<string, unknown>>, maxLevels: number, size: SizeBound): JsonFault {
  for (const key of Object.keys(value)) {
    const named = findEncodingFault(key, size);
    if (named !== undefined) return { ...named, found: 'a field whose name is not' };
    const fault = findValueFault(value[key], maxLevels - 1, size);
    if (fault !== undefined) return prependPath(key, fault);
  }
  return undefined;
}

function findItemsFault(items: readonly unknown[], maxLevels: number, size: SizeBound): JsonFault {
  for (const [index, item] of items.entries()) {
    const fault = findValueFault(item, maxLevels - 1, size);
    if (fault !== undefined) return prependPath(index, fault);
  }
  return undefined;
}

function prependPath(key: string | number, fault: Fault | 'too deep'): JsonFault {
  return fault === 'too deep' ? fault : { ...fault, path: [key, ...fault.path] };
}

/** Returns that a value is text of bytes that were not UTF-8. */
export function findTextFault(value: unknown, path: Fault['path']): Fault | undefined {
  const fault = typeof value === 'string' ? findEncodingFault(value, { maxBytes: 0 }) : undefined;
  return fault === undefined ? undefined : { ...fault, path };
}

/** In JSON a UTF-16 unit has at most six bytes. */
function findEncodingFault(text: string, size: SizeBound): Fault | undefined {
  size.maxBytes += 6 * text.length + 3;
  if (!text.includes(UNDECODABLE)) return undefined;
  return { path: [], found: 'bytes that are not UTF-8', expected: 'text in UTF-8' };
}

/** An object or a list of which some members are written. */
interface OpenContainer {
  readonly isList: boolean;
  readonly members: readonly (readonly [string, unknown])[];
  written: number;
}

/** Writes a value as JSON however deep it is nested, and a number that JSON cannot carry as one that is read as the same. */
export function stringifyJson(value: unknown): string {
  const json: string[] = [];
  const openContainers: OpenContainer[] = [];
  const begin = (inner: unknown): void => {
    if (typeof inner !== 'object' || inner === null) return void json.push(stringifyScalar(inner));
    const isList = Array.isArray(inner);
    json.push(isList ? '[' : '{');
    openContainers.push({ isList, members: Object.entries(inner), written: 0 });
  };
  begin(value);
  for (let last = openContainers.at(-1); last !== undefined; last = openContainers.at(-1)) {
    const { isList, members, written } = last;
    const member = members[written];
    if (member === undefined) {
      json.push(isList ? ']' : '}');
      openContainers.pop();
      continue;
    }
    if (written > 0) json.push(',');
    if (!isList) json.push(JSON.stringify(member[0]), ':');
    last.written += 1;
    begin(member[1]);
  }
  return json.join('');
}

function stringifyScalar(value: unknown): string {
  if (value === Number.POSITIVE_INFINITY) return '1e999';
  if (value === Number.NEGATIVE_INFINITY) return '-1e999';
  return (typeof value === 'bigint' ? String(value) : JSON.stringify(value)) ?? 'null';
}
