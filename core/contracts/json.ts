import { bytesIn, UNDECODABLE } from './characters.ts';
import { describe, type Fault } from './fault.ts';
import { isObject } from './object.ts';
import { writeWhole } from './whole-number.ts';

/** The most levels of an event's Detail: the Detail itself is the first, an object in it the second. */
export const MOST_LEVELS = 64;

/** What a value may be that is kept as JSON. */
export interface JsonLimit {
  readonly levels: number;
  readonly bytes: number;
}

/** Returns what keeps a value from being kept as JSON and read back as it was: its depth, its length, a number or bytes that JSON cannot carry. */
export function faultInJson(value: unknown, path: Fault['path'], { levels, bytes }: JsonLimit): Fault | undefined {
  const weight = { atMost: 0 };
  const trouble = troubleIn(value, levels, weight);
  if (trouble === 'too deep') return { path, expected: `at most ${levels} levels`, found: 'more' };
  if (trouble !== undefined) return { ...trouble, path: [...path, ...trouble.path] };
  if (weight.atMost <= bytes) return undefined;
  const found = bytesIn(JSON.stringify(value) ?? '');
  if (found <= bytes) return undefined;
  const expected = `at most ${writeWhole(bytes / 1024)} KiB (${writeWhole(bytes)} bytes) as JSON in UTF-8`;
  return { path, expected, found: `${writeWhole(found)} bytes` };
}

/** Whether a value has more levels than so many. */
export function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}

/** A bound of the bytes that a value has as JSON, which costs less than counting them. */
interface Weight {
  atMost: number;
}

type Trouble = Fault | 'too deep' | undefined;

/** Goes no deeper than so many levels: what is nested a million deep would overflow the stack. */
function troubleIn(value: unknown, levels: number, weight: Weight): Trouble {
  if (typeof value === 'string') return troubleInText(value, weight);
  // The longest number has 24 characters; brackets and commas are within the rest.
  weight.atMost += 30;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { path: [], found: describe(value), expected: 'a number that JSON can carry (below 1.8e308)' };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (levels === 0) return 'too deep';
  return isObject(value)
    ? troubleInFields(value, levels, weight)
    : troubleInItems(Object.values(value), levels, weight);
}

function troubleInFields(value: Readonly<Record<string, unknown>>, levels: number, weight: Weight): Trouble {
  for (const key of Object.keys(value)) {
    const named = troubleInText(key, weight);
    if (named !== undefined) return { ...named, found: 'a field whose name is not' };
    const trouble = troubleIn(value[key], levels - 1, weight);
    if (trouble !== undefined) return within(key, trouble);
  }
  return undefined;
}

function troubleInItems(items: readonly unknown[], levels: number, weight: Weight): Trouble {
  for (const [index, item] of items.entries()) {
    const trouble = troubleIn(item, levels - 1, weight);
    if (trouble !== undefined) return within(index, trouble);
  }
  return undefined;
}

function within(key: string | number, trouble: Fault | 'too deep'): Trouble {
  return trouble === 'too deep' ? trouble : { ...trouble, path: [key, ...trouble.path] };
}

/** Returns that a value is text of bytes that were not UTF-8. */
export function faultInText(value: unknown, path: Fault['path']): Fault | undefined {
  const fault = typeof value === 'string' ? troubleInText(value, { atMost: 0 }) : undefined;
  return fault === undefined ? undefined : { ...fault, path };
}

/** In JSON a UTF-16 unit has at most six bytes. */
function troubleInText(text: string, weight: Weight): Fault | undefined {
  weight.atMost += 6 * text.length + 3;
  if (!text.includes(UNDECODABLE)) return undefined;
  return { path: [], found: 'bytes that are not UTF-8', expected: 'text in UTF-8' };
}

/** An object or a list of which some members are written. */
interface Opened {
  readonly isList: boolean;
  readonly members: readonly (readonly [string, unknown])[];
  written: number;
}

/** Writes a value as JSON however deep it is nested, and a number that JSON cannot carry as one that is read as the same. */
export function writeJson(value: unknown): string {
  const json: string[] = [];
  const opened: Opened[] = [];
  const begin = (inner: unknown): void => {
    if (typeof inner !== 'object' || inner === null) return void json.push(writeScalar(inner));
    const isList = Array.isArray(inner);
    json.push(isList ? '[' : '{');
    opened.push({ isList, members: Object.entries(inner), written: 0 });
  };
  begin(value);
  for (let last = opened.at(-1); last !== undefined; last = opened.at(-1)) {
    const { isList, members, written } = last;
    const member = members[written];
    if (member === undefined) {
      json.push(isList ? ']' : '}');
      opened.pop();
      continue;
    }
    if (written > 0) json.push(',');
    if (!isList) json.push(JSON.stringify(member[0]), ':');
    last.written += 1;
    begin(member[1]);
  }
  return json.join('');
}

function writeScalar(value: unknown): string {
  if (value === Number.POSITIVE_INFINITY) return '1e999';
  if (value === Number.NEGATIVE_INFINITY) return '-1e999';
  return (typeof value === 'bigint' ? String(value) : JSON.stringify(value)) ?? 'null';
}
