import { isMap, isScalar, type Node, type Scalar, type YAMLMap } from 'yaml';
import { truncate } from './contracts/characters.ts';
import type { Fault } from './contracts/fault.ts';
import { parseJson } from './contracts/parse-json.ts';
import { getFieldName, getStartOffset, walkYamlValues, type Yaml } from './parse-yaml.ts';

/** A warning: a value that may not mean what its author intended. */
export interface YamlWarning {
  readonly path: Fault['path'];
  readonly offset: number;
  readonly message: string;
}

const MAX_COMMENT_CHARACTERS = 40;

/** Returns the values of a campaign whose meaning in YAML its author may not expect. JSON has none. */
export function findYamlWarnings(yaml: Yaml): YamlWarning[] {
  if (isJson(yaml.text)) return [];
  return [...walkYamlValues(yaml.document.contents)].flatMap(({ node, path }) => {
    if (isFilter(path) && isMap(node)) return warnOfEmptyFields(node, path);
    if (!isScalar(node) || node.type !== 'PLAIN') return [];
    const message = warnOfCutText(node, path, yaml) ?? (isFilter(path) ? warnOfOtherType(node, path) : undefined);
    return message === undefined ? [] : [{ path, offset: getStartOffset(node), message }];
  });
}

/** Returns the comment at the end of a value's line; undefined if there is none. */
export function findTrailingComment({ range }: Node, { text }: Yaml): string | undefined {
  const comment = /[^\S\r\n]*(#[^\r\n]*)/y;
  comment.lastIndex = range?.[1] ?? text.length;
  return comment.exec(text)?.[1];
}

/** Formats a comment for a message: only its beginning if it is long. */
export function formatComment(comment: string): string {
  return comment.length <= MAX_COMMENT_CHARACTERS ? comment : `${truncate(comment, MAX_COMMENT_CHARACTERS)}...`;
}

/** The fields of messages and selectors whose value is one of a few words. */
const WORD_FIELDS = ['channel', 'method', 'interaction', 'behavior'];
const TEXT_FIELDS = ['name', 'messages', 'variants'];
const SELECTOR_FIELDS = ['triggers', 'exceptions'];

/**
 * Returns the warning for text without quotes that a # ends. In a selector, where comments are more likely, only a # directly before a
 * word counts.
 */
function warnOfCutText(node: Scalar, path: Fault['path'], yaml: Yaml): string | undefined {
  const [first, field] = [String(path[0]), String(path.at(-1))];
  const isText = isFilter(path) || TEXT_FIELDS.includes(first);
  if (typeof node.value !== 'string' || WORD_FIELDS.includes(field) || !(isText || SELECTOR_FIELDS.includes(first)))
    return undefined;
  const comment = findTrailingComment(node, yaml);
  if (comment === undefined || !(isText || /^#\S/.test(comment))) return undefined;
  return `the text ends before ${formatComment(comment)}, which is a comment; put quotes around the text if that belongs to it`;
}

/** Returns the warnings for conditions without a value, such as NY in { city: New York, NY }. */
function warnOfEmptyFields(map: YAMLMap, path: Fault['path']): YamlWarning[] {
  return map.items.flatMap(({ key, value }) => {
    const isEmpty = value === null || (isScalar(value) && value.value === null && value.source === '');
    if (!isEmpty) return [];
    const message =
      'nothing stands here, which is read as null; write null, or quotes around text that has a comma or a colon in it';
    return [{ path: [...path, getFieldName(key)], offset: getStartOffset(key), message }];
  });
}

/** Texts that older versions of YAML do not read as text. */
const LOOKALIKES: readonly (readonly [RegExp, string])[] = [
  [/^(y|yes|n|no|on|off)$/i, 'true or false: write true or false'],
  [/^\d{4}-\d{1,2}-\d{1,2}([Tt\s].*)?$/, 'a date'],
  [/^[-+]?\d+(:[0-5]?\d)+(\.\d*)?$/, 'a time'],
  [/^[-+]?(0b[01_]+|[\d][\d_,]*(\.[\d_]*)?)$/, 'a number'],
];

const ORDERING = ['$gt', '$gte', '$lt', '$lte'];

/** Returns the warning for a value that may be of the wrong type. Numbers never equal text, so such a condition would match no user. */
function warnOfOtherType({ source = '', value }: Scalar, path: Fault['path']): string | undefined {
  if (typeof value === 'number') {
    if (String(value) === source || (ORDERING.includes(String(path.at(-1))) && /^-?\d+\.\d+$/.test(source)))
      return undefined;
    return `${source} is read as the number ${value}; in quotes it is text: "${source}"`;
  }
  const other = LOOKALIKES.find(([pattern]) => typeof value === 'string' && pattern.test(value))?.[1];
  return other === undefined
    ? undefined
    : `${source} is read as text, not as ${other}; quotes say that it is meant so: "${source}"`;
}

/** Returns whether a value is part of a filter: an audience, or the `where` of a selector. */
function isFilter(path: Fault['path']): boolean {
  return path[0] === 'audience' || (!TEXT_FIELDS.includes(String(path[0])) && path.includes('where'));
}

function isJson(text: string): boolean {
  return text.trimStart().startsWith('{') && parseJson(text) !== undefined;
}
