import {
  Composer,
  type CST,
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  type YAMLMap,
} from 'yaml';
import type { Fault } from './contracts/fault.ts';
import { formatInteger } from './contracts/format-integer.ts';

/** A fault of a file with its offset in the text. */
export interface YamlProblem extends Fault {
  readonly offset: number;
}

/** The first document of a text, and the offset of a second one, if any. */
export interface Yaml {
  readonly document: Document.Parsed;
  readonly secondDocumentOffset: number | undefined;
  readonly text: string;
  readonly lines: LineCounter;
}

/** The maximum number of keys, values and signs in a file. Composing them takes a second at most; without a limit it takes minutes. */
export const MAX_YAML_TOKENS = 50_000;
/** The maximum depth of lists and objects in one another. */
export const MAX_YAML_DEPTH = 64;

const YAML_OPTIONS = {
  schema: 'core',
  stringKeys: true,
  resolveKnownTags: false,
  prettyErrors: false,
  // The library compares every key with every other key. findFieldProblems does the same in one pass.
  uniqueKeys: false,
} as const;

/** Parses a text as YAML, which includes JSON. Refuses a text that would take too long. */
export function parseYaml(text: string): Yaml | { readonly problem: YamlProblem; readonly lines: LineCounter } {
  const lines = new LineCounter();
  const result = readTokens(text, lines);
  if ('found' in result) return { problem: result, lines };
  const [document, second] = new Composer(YAML_OPTIONS).compose(result.tokens, true, text.length);
  if (document === undefined) throw new Error('yaml: expected a document, also of an empty text');
  return { document, secondDocumentOffset: second?.range[0], text, lines };
}

/** A value of a document with its path. */
export interface YamlValue {
  readonly node: Node;
  readonly path: Fault['path'];
}

/** Yields every value in the order of the text, each object and list before its content. */
export function* walkYamlValues(node: unknown, path: Fault['path'] = []): Generator<YamlValue> {
  if (!isNode(node)) return;
  yield { node, path };
  if (isMap(node)) for (const { key, value } of node.items) yield* walkYamlValues(value, [...path, getFieldName(key)]);
  if (isSeq(node)) for (const [index, item] of node.items.entries()) yield* walkYamlValues(item, [...path, index]);
}

/** Returns the name of a field. */
export function getFieldName(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

/** Returns the offset at which a node begins. */
export function getStartOffset(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** Returns the index of a field in an object of a document; -1 if it has none of this name. */
export function findPairIndex({ items }: YAMLMap, name: Fault['path'][number] | undefined): number {
  return items.findIndex(({ key }) => isScalar(key) && key.value === name);
}

/** Splits a text into tokens, and refuses one with too many or too deep ones, before steps whose time grows faster than the text. */
function readTokens(text: string, lines: LineCounter): { readonly tokens: CST.Token[] } | YamlProblem {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme > ' ' && !/^[\s#]/.test(lexeme)) count += 1;
    tokens.push(...parser.next(lexeme));
    const at = { path: [], offset: parser.offset };
    if (count > MAX_YAML_TOKENS)
      return {
        ...at,
        found: 'more of them',
        expected: `at most ${formatInteger(MAX_YAML_TOKENS)} keys, values and signs in a file`,
      };
    if (parser.stack.length > MAX_YAML_DEPTH)
      return { ...at, found: 'more of them', expected: `at most ${MAX_YAML_DEPTH} lists and objects in one another` };
  }
  tokens.push(...parser.end());
  return { tokens };
}
