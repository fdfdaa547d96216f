import { type ErrorCode, isScalar, type YAMLParseError, type YAMLWarning } from 'yaml';
import { getStartOffset, walkYamlValues, type Yaml, type YamlProblem } from './parse-yaml.ts';
import { findTrailingComment, formatComment } from './yaml-warnings.ts';

const TEMPLATE_EXPECTED = `quotes around text that has {{ }} or {% %} in it, such as "Hello {{ user.first_name }}" or "Hello {{ user.first_name | default: 'you' }}"`;

interface Explanation {
  readonly found: string;
  readonly expected: string;
}

const EXPLANATION_BY_CODE: ReadonlyMap<ErrorCode, Explanation> = new Map<ErrorCode, Explanation>([
  ['TAB_AS_INDENT', { found: 'a tab', expected: 'spaces for indentation' }],
  [
    'BLOCK_AS_IMPLICIT_KEY',
    {
      found: 'a colon in a value',
      expected:
        'quotes around text that has a colon and a space in it, and fields below each other to begin in one column',
    },
  ],
  ['NON_STRING_KEY', { found: 'a list or an object as the name of a field', expected: 'text' }],
]);

/** The message of the library for an object or a list that is not closed. */
const CLOSING = /^Flow (map|sequence) .*end with a [}\]]$/;

/** Messages of the library and ours. If ours ends with a blank, the rest of the library's message is added. */
const EXPLANATION_BY_MESSAGE: readonly (readonly [message: RegExp, Explanation])[] = [
  [
    /^Unexpected .* at node end$/,
    {
      found: 'more text after a value that has ended',
      expected: `quotes around the whole text (it needs them where it begins with [, {, ", ', *, & or !), and quotes in it of the other kind`,
    },
  ],
  [/^Not a YAML token/, { found: 'text beside | or >', expected: 'it in the lines below, or in quotes' }],
  [
    /^Unexpected block-seq-ind on same line with key/,
    { found: '- beside the name of a field', expected: 'the list in the lines below, or text in quotes' },
  ],
  [
    /^Block collections are not allowed within flow/,
    { found: 'a colon or a dash in a value', expected: 'quotes around it' },
  ],
  [
    /^Missing closing ["']/,
    { found: 'a quote that nothing closes', expected: 'the same quote at the end of the text' },
  ],
  [
    /^Implicit (map )?keys need/,
    { found: 'a field that no colon ends in its line', expected: 'the name of a field, a colon and its value' },
  ],
  [CLOSING, { found: 'a list or an object that nothing closes', expected: 'a } for each {, and a ] for each [' }],
  [/^Unresolved tag: /, { found: 'the tag ', expected: 'no tags; text that begins with ! needs quotes' }],
  [/^Plain value cannot start with .* (?=.$)/, { found: 'text that begins with ', expected: 'quotes around it' }],
];

/**
 * Explains in terms of files like ours what the library cannot read. Only the first error of each line counts, since the others follow from
 * it. `expected` describes a valid file.
 */
export function explainYamlErrors(yaml: Yaml, expected: string): YamlProblem[] {
  const { document, lines } = yaml;
  const errors = [...document.errors, ...document.warnings];
  const byLine = Map.groupBy(errors, ({ pos }) => lines.linePos(pos[0]).line);
  const hiding = errors.some(({ message }) => CLOSING.test(message)) ? findHidingComments(yaml) : [];
  if (hiding.length > 0) return hiding;
  return [...byLine].flatMap(([line, [error]]) =>
    error === undefined ? [] : [explainError(error, line, { ...yaml, expected })],
  );
}

/** Returns the comments that begin in the middle of a text and hide the end of a list or an object. */
function findHidingComments(yaml: Yaml): YamlProblem[] {
  return [...walkYamlValues(yaml.document.contents)].flatMap(({ node, path }) => {
    const comment = isScalar(node) ? findTrailingComment(node, yaml) : undefined;
    if (comment === undefined || !/[}\]]/.test(comment)) return [];
    const found = `the comment ${formatComment(comment)}, which hides what closes the line`;
    return [{ path, offset: getStartOffset(node), found, expected: 'quotes around text that has a # in it' }];
  });
}

function explainError(
  { code, message, pos }: YAMLParseError | YAMLWarning,
  line: number,
  { text, lines, expected }: Yaml & { readonly expected: string },
): YamlProblem {
  const start = lines.lineStarts[line - 1] ?? 0;
  const source = text.slice(start, lines.lineStarts[line] ?? text.length);
  const at = { path: [], offset: pos[0] };
  const template = findBareTemplate(source);
  if (template !== undefined)
    return { ...at, offset: start + template, found: 'them outside quotes', expected: TEMPLATE_EXPECTED };
  const explained = EXPLANATION_BY_CODE.get(code);
  if (explained !== undefined) return { ...at, ...explained };
  const [pattern, words] = EXPLANATION_BY_MESSAGE.find(([pattern]) => pattern.test(message)) ?? [];
  if (pattern === undefined || words === undefined) return { ...at, found: message, expected };
  const rest = words.found.endsWith(' ') ? message.replace(pattern, '') : '';
  return { ...at, found: `${words.found}${rest}`, expected: words.expected };
}

/** Returns the position of a template outside of quotes in a line. */
function findBareTemplate(line: string): number | undefined {
  const bare = line.replace(/"(?:\\.|[^"\\])*"|'(?:''|[^'])*'/g, (quoted) => ' '.repeat(quoted.length));
  const at = bare.search(/\{\{|\{%/);
  return at === -1 ? undefined : at;
}
