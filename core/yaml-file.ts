import * as v from 'valibot';
import { isMap, isNode, type LineCounter } from 'yaml';
import { type Fault, formatFault, formatPath, toFaults, UNKNOWN_FIELD } from './contracts/fault.ts';
import { formatInteger } from './contracts/format-integer.ts';
import { decodeUtf8, findInvalidByte } from './contracts/utf8.ts';
import { describeYamlValues } from './describe-yaml-values.ts';
import { findPairIndex, getStartOffset, parseYaml, type Yaml, type YamlProblem } from './parse-yaml.ts';
import { findYamlProblems } from './yaml-problems.ts';
import { findYamlWarnings } from './yaml-warnings.ts';

/** A place in a file, counted from 1. */
export interface FilePosition {
  readonly line?: number;
  readonly column?: number;
}

/** A fault with its place in the file. */
export interface FileFault extends Fault, FilePosition {}

/** A warning that a part of the file may not mean what its author intended, with its place in the file. */
export interface FileWarning extends FilePosition {
  readonly path: Fault['path'];
  readonly message: string;
}

/** A kind of file: what it holds, in words, and the check of its content. */
export interface FileKind<Value, Warning extends Pick<Fault, 'path'>> {
  readonly expected: string;
  readonly check: (
    content: unknown,
  ) => { readonly value: Value; readonly warnings: readonly Warning[] } | { readonly faults: readonly Fault[] };
}

/** Creates a kind of file whose content a schema checks, with the warnings about a content without faults. */
export function createSchemaFileKind<Schema extends v.GenericSchema, Warning extends Pick<Fault, 'path'> = never>(
  expected: string,
  schema: Schema,
  findWarnings: (content: unknown) => readonly Warning[] = () => [],
): FileKind<v.InferOutput<Schema>, Warning> {
  return {
    expected,
    check: (content) => {
      const { success, output, issues } = v.safeParse(schema, content);
      return success ? { value: output, warnings: findWarnings(content) } : { faults: toFaults(issues) };
    },
  };
}

/** The result of reading a file: its value with warnings, or all faults. */
export type YamlFileResult<Value, Warning> =
  | {
      readonly value: Value;
      readonly warnings: readonly FileWarning[];
      /** The warnings about the content, with their places. */
      readonly contentWarnings: readonly (Warning & FilePosition)[];
      /** Returns the place of a part of the content, or of the nearest part around it. */
      readonly locate: (path: Fault['path']) => FilePosition;
    }
  | { readonly faults: readonly FileFault[] };

/** The maximum size of a file in bytes. */
export const MAX_FILE_BYTES = 256 * 1024;
/** The maximum number of faults or warnings in a result. */
const MAX_LISTED_FAULTS = 500;
/** The maximum number of aliases of anchors in a file. */
const MAX_ALIASES = 100;

/** Reads a file of a kind: YAML or JSON, in UTF-8. */
export function parseYamlFile<Value, Warning extends Pick<Fault, 'path'>>(
  content: string | Uint8Array,
  kind: FileKind<Value, Warning>,
): YamlFileResult<Value, Warning> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  if (bytes.length > MAX_FILE_BYTES)
    return refuseFile(
      `${formatInteger(bytes.length)} bytes`,
      `a file of at most ${formatInteger(MAX_FILE_BYTES)} bytes`,
    );
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    const { found = 'other bytes', ...position } = findInvalidByte(bytes) ?? {};
    return refuseFile(found, 'text in UTF-8', position);
  }
  const yaml = parseYaml(text);
  if ('problem' in yaml) return { faults: addFilePositions([yaml.problem], yaml.lines) };
  const problems = findYamlProblems(yaml, kind.expected);
  return problems.length > 0 ? { faults: addFilePositions(problems, yaml.lines) } : checkContent(yaml, kind);
}

/** Formats a fault as `file:line:column path: expected …, found …`. Editors and terminals make a link of the place. */
export function formatFileFault(file: string, fault: FileFault): string {
  return `${formatFilePosition(file, fault)} ${formatFault(fault)}`;
}

/** Formats a warning as `warning: file:line:column path: …`. */
export function formatFileWarning(file: string, warning: FileWarning): string {
  return `warning: ${formatFilePosition(file, warning)} ${formatPath(warning.path)}: ${warning.message}`;
}

function formatFilePosition(file: string, { line, column }: FilePosition): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

function checkContent<Value, Warning extends Pick<Fault, 'path'>>(
  yaml: Yaml,
  { expected, check }: FileKind<Value, Warning>,
): YamlFileResult<Value, Warning> {
  const content = readContent(yaml);
  if (content === undefined) return refuseFile(`more than ${MAX_ALIASES} aliases`, 'what they stand for, written out');
  if (content.value === null) return refuseFile('nothing', expected, { line: 1, column: 1 });
  const checked = check(content.value);
  if ('value' in checked) {
    const locate = (path: Fault['path']) => toPosition(findOffset(yaml, path), yaml.lines);
    return {
      value: checked.value,
      warnings: addFilePositions(findYamlWarnings(yaml), yaml.lines),
      contentWarnings: checked.warnings.map((each) => ({ ...each, ...locate(each.path) })),
      locate,
    };
  }
  const problems = checked.faults.map((fault) => ({ ...fault, offset: findOffset(yaml, fault.path, fault.found) }));
  return { faults: addFilePositions(describeYamlValues(problems, yaml, check), yaml.lines) };
}

/** Returns the content of a document; undefined if it has too many aliases. */
function readContent({ document }: Yaml): { readonly value: unknown } | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

/** Returns the offset of a fault: that of its value, of the name of an unknown field, or of the nearest node around a missing one. */
function findOffset({ document }: Yaml, path: Fault['path'], found?: string): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (!isNode(node)) continue;
    const isWhole = length === path.length;
    return getStartOffset((isWhole && found === UNKNOWN_FIELD ? findKey(document, path) : undefined) ?? node);
  }
  return getStartOffset(document.contents);
}

function findKey(document: Yaml['document'], path: Fault['path']): unknown {
  const outer = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(outer)) return undefined;
  return outer.items[findPairIndex(outer, path.at(-1))]?.key;
}

function addFilePositions<Found extends Pick<YamlProblem, 'offset'>>(all: readonly Found[], lines: LineCounter) {
  return all.slice(0, MAX_LISTED_FAULTS).map(({ offset, ...each }) => {
    return { ...each, ...toPosition(offset, lines) };
  });
}

function toPosition(offset: number, lines: LineCounter): Required<FilePosition> {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function refuseFile(
  found: string,
  expected: string,
  position: FilePosition = {},
): { readonly faults: readonly FileFault[] } {
  return { faults: [{ path: [], found, expected, ...position }] };
}
