import { isMap, isNode, isScalar, type Pair, stringify } from 'yaml';
import { getStartOffset, type Yaml } from '../parse-yaml.ts';
import type { FieldPath } from './field-changes.ts';

/** A field to be written into a text: with a value, or, if that is undefined, to be removed. */
export interface FieldWrite {
  readonly path: FieldPath;
  readonly value: unknown;
}

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Writes fields into the text of a YAML document and leaves every other character as it is. Returns undefined if a field cannot be
 * written so: for example one that is added within a list.
 */
export function spliceFields(
  { document, text }: Pick<Yaml, 'document' | 'text'>,
  writes: readonly FieldWrite[],
): string | undefined {
  const splices = writes.map((write) => createSplice(document.contents, text, write));
  if (splices.includes(undefined)) return undefined;
  return splices
    .filter((each) => each !== undefined)
    .sort((one, other) => other.start - one.start)
    .reduce((spliced, { start, end, text: part }) => spliced.slice(0, start) + part + spliced.slice(end), text);
}

function createSplice(root: unknown, text: string, { path, value }: FieldWrite): Splice | undefined {
  if (!isMap(root) || root.flow === true) return undefined;
  const [name] = path;
  const index = root.items.findIndex((pair) => isScalar(pair.key) && pair.key.value === name);
  const pair = root.items[index];
  if (pair === undefined) return path.length === 1 ? append(text, String(name), value) : undefined;
  if (path.length === 1 && value === undefined) return remove(pair, root.items[index + 1], text);
  const node = root.getIn(path, true);
  if (!isNode(node) || !isScalar(node) || node.range == null || value === undefined) return undefined;
  const written = formatScalar(value);
  const [start, end] = node.range;
  // A block of text ends with its line, and a value without text has no room before it.
  if (written === undefined || start === end) return undefined;
  return { start, end, text: text.slice(start, end).endsWith('\n') ? `${written}\n` : written };
}

/** Formats a value as a scalar on one line; undefined if it is none. */
function formatScalar(value: unknown): string | undefined {
  if (typeof value === 'object' || value === undefined) return undefined;
  // Quotes are needed within flow collections more often than elsewhere: the value is formatted as part of one.
  const sample = stringify([value], { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 });
  const line = sample.trim().slice(1, -1);
  return line.includes('\n') ? undefined : line;
}

function append(text: string, name: string, value: unknown): Splice {
  const line = stringify({ [name]: value }, { lineWidth: 120 });
  const isLineEnded = text === '' || text.endsWith('\n');
  return { start: text.length, end: text.length, text: isLineEnded ? line : `\n${line}` };
}

/** Removes a field and its line, up to the next field. A comment that stands before the next field belongs to that one, and stays. */
function remove(pair: Pair, next: Pair | undefined, text: string): Splice | undefined {
  if (!isNode(pair.key) || !isNode(pair.value) || pair.value.range == null) return undefined;
  const start = getStartOffset(pair.key);
  const end = pair.value.range[1];
  const lineEnd = text.indexOf('\n', Math.max(start, end - 1));
  const limit = next !== undefined && isNode(next.key) ? getStartOffset(next.key) : text.length;
  return { start, end: Math.min(limit, lineEnd === -1 ? text.length : lineEnd + 1), text: '' };
}
