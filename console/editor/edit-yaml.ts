import { isMap, isNode, isScalar, stringify } from 'yaml';
import { parseJson } from '../../core/contracts/parse-json.ts';
import { isEqualJson } from '../../core/is-equal-json.ts';
import { findPairIndex, getStartOffset, parseYaml } from '../../core/parse-yaml.ts';
import { spliceFields } from '../../core/project/splice-yaml.ts';
import { type FieldWrite, hasAlias, writeYamlField, YAML_FORMAT } from '../../core/project/write-yaml-field.ts';

/** The fields of a campaign in the order in which the editor adds them. */
const FIELD_ORDER: readonly unknown[] = [
  'id',
  'name',
  'triggers',
  'delay',
  'precision',
  'exceptions',
  'untracked',
  'audience',
  'recheckAudience',
  'reeligibility',
  'staleAfter',
  'duration',
  'quietHours',
  'frequencyCaps',
  'purpose',
  'controlGroup',
  'conversions',
  'statistics',
  'messages',
  'variants',
];

/**
 * Writes fields into the text of a campaign; comments, order and spaces of the others stay. Returns undefined if that cannot be done, for
 * example because fields share an anchor.
 */
export function editYaml(text: string, writes: readonly FieldWrite[]): string | undefined {
  return writes.reduce<string | undefined>(
    (edited, write) => (edited === undefined ? undefined : editField(edited, write)),
    text,
  );
}

/** Gives a field of an object another name, where it stands; its value, its comments and its place stay. Returns undefined if that cannot be done. */
export function renameYamlField(text: string, path: FieldWrite['path'], name: string): string | undefined {
  const yaml = parseYaml(text);
  if ('problem' in yaml || yaml.document.errors.length > 0) return undefined;
  const outer = path.length === 1 ? yaml.document.contents : yaml.document.getIn(path.slice(0, -1), true);
  if (!isMap(outer) || outer.has(name)) return undefined;
  const key = outer.items[findPairIndex(outer, path.at(-1))]?.key;
  if (!isScalar(key) || key.range == null) return undefined;
  const [start, end] = key.range;
  const written = isJson(text) ? JSON.stringify(name) : stringify(name, YAML_FORMAT).trimEnd();
  const edited = `${text.slice(0, start)}${written}${text.slice(end)}`;
  key.value = name;
  return isEqualJson(readContent(edited), yaml.document.toJS()) ? edited : undefined;
}

function editField(text: string, write: FieldWrite): string | undefined {
  const expected = writeWhole(text, write);
  if (expected === undefined) return undefined;
  const content = readContent(expected);
  for (const way of [insertField, spliceAsBlock, spliceField]) {
    const edited = way(text, write);
    if (edited !== undefined && isEqualJson(readContent(edited), content)) return edited;
  }
  return expected;
}

/** Writes a field by the library, which formats the whole document. Comments and order stay; spaces may not. */
function writeWhole(text: string, write: FieldWrite): string | undefined {
  const yaml = parseYaml(text);
  if ('problem' in yaml || yaml.document.errors.length > 0 || hasAlias(yaml.document)) return undefined;
  try {
    writeYamlField(yaml.document, write);
    if (isJson(text)) return `${JSON.stringify(yaml.document.toJS(), undefined, 2)}\n`;
    return yaml.document.toString(YAML_FORMAT);
  } catch {
    // A part of the path is no object and no list: only the author can change it.
    return undefined;
  }
}

/** Inserts a field that is not there yet before the next one in the order of the fields. */
function insertField(text: string, { path: [name, ...inner], value }: FieldWrite): string | undefined {
  const yaml = parseYaml(text);
  if ('problem' in yaml || inner.length > 0 || value === undefined) return undefined;
  const root = yaml.document.contents;
  if (!isMap(root) || root.flow === true || findPairIndex(root, name) !== -1) return undefined;
  const later = FIELD_ORDER.slice(FIELD_ORDER.indexOf(name) + 1);
  const next = root.items.find(({ key }) => isNode(key) && later.includes(key.toJSON()));
  if (next === undefined) return undefined;
  const at = findCommentStart(text, getStartOffset(next.key));
  return `${text.slice(0, at)}${stringify({ [String(name)]: value }, YAML_FORMAT)}${text.slice(at)}`;
}

/** Returns the beginning of the comment lines directly before an offset, or of its own line. */
function findCommentStart(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(0, start);
  const [comments = ''] = /(?:^[ \t]*#[^\n]*\n)+$/m.exec(before) ?? [];
  // Comments at the beginning of a text are about all of it.
  return comments.length === before.length ? start : start - comments.length;
}

function spliceAsBlock(text: string, write: FieldWrite): string | undefined {
  const yaml = parseYaml(text);
  return 'problem' in yaml ? undefined : spliceFields(yaml, [write], { hasBlocks: true });
}

function spliceField(text: string, write: FieldWrite): string | undefined {
  const yaml = parseYaml(text);
  return 'problem' in yaml ? undefined : spliceFields(yaml, [write]);
}

function isJson(text: string): boolean {
  return text.trimStart().startsWith('{') && parseJson(text) !== undefined;
}

function readContent(text: string): unknown {
  const yaml = parseYaml(text);
  return 'problem' in yaml || yaml.document.errors.length > 0 ? undefined : yaml.document.toJS();
}
