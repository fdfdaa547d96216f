import { isMap, isScalar, type Node, type Scalar, type YAMLMap } from 'yaml';
import { beginningOf } from './contracts/characters.ts';
import type { Fault } from './contracts/fault.ts';
import { nameOf, startOf, valuesIn, type Yaml } from './read-yaml.ts';

/** Something that may not be meant as it is read. */
export interface Doubt {
  readonly path: Fault['path'];
  readonly offset: number;
  readonly message: string;
}

const LONGEST_COMMENT = 40;

/** Everything in a campaign that YAML reads, and a person may have meant otherwise. JSON leaves no doubt. */
export function doubtsIn(yaml: Yaml): Doubt[] {
  if (isJson(yaml.text)) return [];
  return [...valuesIn(yaml.document.contents)].flatMap(({ node, path }) => {
    if (isFilter(path) && isMap(node)) return emptyFields(node, path);
    if (!isScalar(node) || node.type !== 'PLAIN') return [];
    const message = cutText(node, path, yaml) ?? (isFilter(path) ? otherThanText(node, path) : undefined);
    return message === undefined ? [] : [{ path, offset: startOf(node), message }];
  });
}

/** The comment that ends the line of a value; undefined where there is none. */
export function commentAfter({ range }: Node, { text }: Yaml): string | undefined {
  const comment = /[^\S\r\n]*(#[^\r\n]*)/y;
  comment.lastIndex = range?.[1] ?? text.length;
  return comment.exec(text)?.[1];
}

/** A comment as it is shown: the beginning of a long one. */
export function writeComment(comment: string): string {
  return comment.length <= LONGEST_COMMENT ? comment : `${beginningOf(comment, LONGEST_COMMENT)}...`;
}

/** Fields of a message and of a selector that hold one of a few words. */
const WORDS = ['channel', 'method', 'interaction', 'behavior'];
const TEXTS = ['name', 'messages'];
const SELECTORS = ['triggers', 'exceptions'];

/** A # ends text without quotes. In a selector, where a comment is likelier, only one that touches a word is doubtful. */
function cutText(node: Scalar, path: Fault['path'], yaml: Yaml): string | undefined {
  const [first, field] = [String(path[0]), String(path.at(-1))];
  const isText = isFilter(path) || TEXTS.includes(first);
  if (typeof node.value !== 'string' || WORDS.includes(field) || !(isText || SELECTORS.includes(first)))
    return undefined;
  const comment = commentAfter(node, yaml);
  if (comment === undefined || !(isText || /^#\S/.test(comment))) return undefined;
  return `the text ends before ${writeComment(comment)}, which is a comment; put quotes around the text if that belongs to it`;
}

/** A condition that says nothing, such as NY in { city: New York, NY }. */
function emptyFields(map: YAMLMap, path: Fault['path']): Doubt[] {
  return map.items.flatMap(({ key, value }) => {
    const isEmpty = value === null || (isScalar(value) && value.value === null && value.source === '');
    if (!isEmpty) return [];
    const message =
      'nothing stands here, which is read as null; write null, or quotes around text that has a comma or a colon in it';
    return [{ path: [...path, nameOf(key)], offset: startOf(key), message }];
  });
}

/** What older readers of YAML take for something else than text. */
const TAKEN_FOR: readonly (readonly [RegExp, string])[] = [
  [/^(y|yes|n|no|on|off)$/i, 'true or false: write true or false'],
  [/^\d{4}-\d{1,2}-\d{1,2}([Tt\s].*)?$/, 'a date'],
  [/^[-+]?\d+(:[0-5]?\d)+(\.\d*)?$/, 'a time'],
  [/^[-+]?(0b[01_]+|[\d][\d_,]*(\.[\d_]*)?)$/, 'a number'],
];

const ORDERING = ['$gt', '$gte', '$lt', '$lte'];

/** A value that is compared: numbers and text are never taken for each other, so that a wrong guess matches nobody. */
function otherThanText({ source = '', value }: Scalar, path: Fault['path']): string | undefined {
  if (typeof value === 'number') {
    if (String(value) === source || (ORDERING.includes(String(path.at(-1))) && /^-?\d+\.\d+$/.test(source)))
      return undefined;
    return `${source} is read as the number ${value}; in quotes it is text: "${source}"`;
  }
  const other = TAKEN_FOR.find(([pattern]) => typeof value === 'string' && pattern.test(value))?.[1];
  return other === undefined
    ? undefined
    : `${source} is read as text, not as ${other}; quotes say that it is meant so: "${source}"`;
}

/** Whether a value lies in a filter: an audience, or the `where` of any selector. */
function isFilter(path: Fault['path']): boolean {
  return path[0] === 'audience' || (path[0] !== 'messages' && path.includes('where'));
}

function isJson(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
