import { inflateRawSync } from 'node:zlib';
import type { WireItem } from './dynamodb-json.ts';

/** Returns the paths in a value with the types at their ends, in order, each once. JSON in text is looked into. */
export function shapeOf(value: unknown): string[] {
  return [...new Set(pathsIn(value, ''))].toSorted();
}

/** Returns the shapes of items, by the beginnings of their keys. Documents, such as the pauses, have a partition key of their own. */
export function shapesOfItems(items: readonly WireItem[]): Record<string, string[]> {
  const kinds = Map.groupBy(items, ({ pk, sk }) => `${beginningOf(pk) || textOf(pk)} ${beginningOf(sk)}`);
  return Object.fromEntries([...kinds].map(([kind, each]) => [kind, shapeOf(each.map(plainOf))]));
}

/** Returns the shapes of the JSON in the rows of a dump, by table. */
export function shapesOfRows(dump: string): Record<string, string[]> {
  const rows = [...dump.matchAll(/^INSERT INTO "(\w+)" VALUES\((.*)\);$/gm)];
  const tables = Map.groupBy(rows, ([, table = '']) => table);
  const bodiesOf = ([, , values = '']: RegExpExecArray) =>
    [...values.matchAll(/'(\{(?:[^']|'')*\})'/g)].map(([, body = '']) => JSON.parse(body.replaceAll("''", "'")));
  return Object.fromEntries([...tables].map(([table, each]) => [table, shapeOf(each.flatMap(bodiesOf))]));
}

/** Returns an item without its key, with its bytes inflated. */
function plainOf({ pk: _, sk: __, ...item }: WireItem): Record<string, unknown> {
  const plain = (value: WireItem[string]) =>
    'B' in value ? inflateRawSync(Buffer.from(value.B, 'base64')).toString() : value;
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, 'S' in value ? value.S : plain(value)]));
}

function beginningOf(key: WireItem[string] | undefined): string {
  const text = textOf(key);
  return text.includes('#') ? text.slice(0, text.indexOf('#')).replace(/^\d+$/, 'number') : '';
}

function textOf(key: WireItem[string] | undefined): string {
  return key !== undefined && 'S' in key ? key.S : '';
}

function pathsIn(value: unknown, path: string): string[] {
  const inner = typeof value === 'string' ? jsonIn(value) : value;
  if (Array.isArray(inner)) return inner.flatMap((each) => pathsIn(each, `${path}[]`));
  if (typeof inner !== 'object' || inner === null) return [`${path}: ${inner === null ? 'null' : typeof inner}`];
  return Object.entries(inner).flatMap(([name, each]) => pathsIn(each, `${path}.${name}`));
}

function jsonIn(text: string): unknown {
  try {
    return /^[[{]/.test(text) ? JSON.parse(text) : text;
  } catch {
    return text;
  }
}
