import { type Document, isMap, isNode, isScalar, type Pair, stringify, YAMLMap } from 'yaml';
import { findPairIndex, getStartOffset, type Yaml } from '../parse-yaml.ts';
import { type FieldWrite, hasAlias, writeYamlField, YAML_FORMAT } from './write-yaml-field.ts';

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Writes fields into the text of a YAML document and leaves every other character as it is. A field of which a part cannot be written by
 * itself, for example one that is added within a list, is formatted as a whole. Returns undefined if that cannot be done either.
 * `hasBlocks` writes a text of several lines as a block, and not in quotes on one line; the field around it is then formatted as a whole.
 */
export function spliceFields(
  { document, text }: Pick<Yaml, 'document' | 'text'>,
  writes: readonly FieldWrite[],
  { hasBlocks = false }: { readonly hasBlocks?: boolean } = {},
): string | undefined {
  const root = document.contents;
  if (!isMap(root) || root.flow === true) return undefined;
  const splices = [...Map.groupBy(writes, ({ path: [name] }) => name).values()].flatMap((ofField) => {
    const parts = ofField.map((write) => createSplice(root, text, { ...write, hasBlocks }));
    return parts.includes(undefined) ? [reformat(document, text, ofField)] : parts;
  });
  if (splices.includes(undefined)) return undefined;
  return splices
    .filter((each) => each !== undefined)
    .sort((one, other) => other.start - one.start)
    .reduce((spliced, { start, end, text: part }) => spliced.slice(0, start) + part + spliced.slice(end), text);
}

function createSplice(
  root: YAMLMap,
  text: string,
  { path, value, hasBlocks }: FieldWrite & { readonly hasBlocks: boolean },
): Splice | undefined {
  const [name] = path;
  const index = findPairIndex(root, name);
  const pair = root.items[index];
  if (pair === undefined) return path.length === 1 ? append(text, String(name), value) : undefined;
  if (path.length === 1 && value === undefined) return remove(pair, root.items[index + 1], text);
  const node = root.getIn(path, true);
  if (!isNode(node) || !isScalar(node) || node.range == null || value === undefined) return undefined;
  const [start, end] = node.range;
  const before = text.slice(start, end);
  const isBlock = /^[|>]/.test(before);
  if (hasBlocks && !isBlock && typeof value === 'string' && value.includes('\n')) return undefined;
  const written = isBlock ? formatBlock(value, before) : formatScalar(value);
  // A value without text has no room before it.
  return written === undefined || start === end ? undefined : { start, end, text: written };
}

/** Formats a text as a block with the indentation and the comment of the one before; another value on one line. */
function formatBlock(value: unknown, before: string): string | undefined {
  const [, indentation] = /\n( +)\S/.exec(before) ?? [];
  const [, comment = ''] = /^\S+([ \t]+#[^\r\n]*)/.exec(before) ?? [];
  if (typeof value !== 'string' || indentation === undefined || !/^\S.*\n/.test(value)) {
    const line = formatScalar(value);
    return line === undefined ? undefined : `${line}${comment}\n`;
  }
  const lines = value.replace(/\n$/, '').split('\n');
  const indented = lines.map((line) => (line === '' ? '' : `${indentation}${line}`));
  return `${value.endsWith('\n') ? '|' : '|-'}${comment}\n${indented.join('\n')}\n`;
}

/** Formats a value as a scalar on one line; undefined if it is none. */
function formatScalar(value: unknown): string | undefined {
  if (typeof value === 'object' || value === undefined) return undefined;
  if (typeof value === 'string' && value.includes('\n')) return JSON.stringify(value);
  // Quotes are needed within flow collections more often than elsewhere: the value is formatted as part of one.
  const sample = stringify([value], { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 });
  return sample.trim().slice(1, -1);
}

function append(text: string, name: string, value: unknown): Splice {
  const line = stringify({ [name]: value }, YAML_FORMAT);
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

/** Formats a field with the comments within it. Those before it, and behind it on its line, stay where they are. */
function reformat(document: Document.Parsed, text: string, writes: readonly FieldWrite[]): Splice | undefined {
  const root = document.contents;
  if (!isMap(root) || hasAlias(document)) return undefined;
  const pair = root.items[findPairIndex(root, writes[0]?.path[0])];
  if (!isNode(pair?.key) || !isNode(pair.value) || pair.value.range == null) return undefined;
  const [start, end] = [getStartOffset(pair.key), pair.value.range[1]];
  for (const write of writes) writeYamlField(document, write);
  const field = pair.clone();
  if (isNode(field.key)) Object.assign(field.key, { commentBefore: null, spaceBefore: false });
  if (isNode(field.value)) field.value.comment = null;
  const map = new YAMLMap();
  map.items.push(field);
  const written = stringify(map, YAML_FORMAT);
  return { start, end, text: text.slice(start, end).endsWith('\n') ? written : written.trimEnd() };
}
