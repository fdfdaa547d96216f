import { countBytes, UNDECODABLE } from './characters.ts';
import { describeValue, type Fault } from './fault.ts';
import { formatInteger } from './format-integer.ts';
import { isObject } from './object.ts';

/** The maximum number of levels of an event's Detail. The Detail itself is the first level, an object in it the second. */
export const MAX_JSON_LEVELS = 64;

/** The limits of a value that is stored as JSON. */
export interface JsonLimit {
  readonly maxLevels: number;
  readonly maxBytes: number;
}

/**
 * Returns the fault that prevents a value from being stored as JSON and read again unchanged: its depth, its length, or a number or
 * bytes that JSON cannot represent.
 */
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

/** Returns whether a value has more than a number of levels. */
export function isDeeperThan(maxLevels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (maxLevels === 0) return true;
  for (const inner of Object.values(value)) if (isDeeperThan(maxLevels - 1, inner)) return true;
  return false;
}

/** An upper bound of the bytes of a value as JSON. It costs less than counting them. */
interface SizeBound {
  maxBytes: number;
}

type JsonFault = Fault | 'too deep' | undefined;

/** Finds the fault of a value, down to a number of levels. A value that is a million levels deep would overflow the stack. */
function findValueFault(value: unknown, maxLevels: number, size: SizeBound): JsonFault {
  if (typeof value === 'string') return findEncodingFault(value, size);
  // The longest number has 24 characters. The rest is enough for brackets and commas.
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

/** Returns the fault of a text that was decoded from bytes which are not UTF-8. */
export function findTextFault(value: unknown, path: Fault['path']): Fault | undefined {
  const fault = typeof value === 'string' ? findEncodingFault(value, { maxBytes: 0 }) : undefined;
  return fault === undefined ? undefined : { ...fault, path };
}

/** Returns the fault of a text, and adds its length to the weight: in JSON a UTF-16 unit has at most six bytes. */
function findEncodingFault(text: string, size: SizeBound): Fault | undefined {
  size.maxBytes += 6 * text.length + 3;
  if (!text.includes(UNDECODABLE)) return undefined;
  return { path: [], found: 'bytes that are not UTF-8', expected: 'text in UTF-8' };
}

/** An object or a list that is partly written. */
interface OpenContainer {
  readonly isList: boolean;
  readonly members: readonly (readonly [string, unknown])[];
  written: number;
}

/** Writes a value of any depth as JSON. A number that JSON cannot represent is written as one that is read as the same. */
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
