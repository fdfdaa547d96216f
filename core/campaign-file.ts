import { isMap, isNode, isScalar, type LineCounter } from 'yaml';
import { checkDefinition } from './check-definition.ts';
import type { Definition } from './contracts/definition.ts';
import { type Fault, UNKNOWN_FIELD, writeFault, writePath } from './contracts/fault.ts';
import { decodeUtf8, findForeignByte } from './contracts/utf8.ts';
import { writeWhole } from './contracts/whole-number.ts';
import { foundInYaml } from './found-in-yaml.ts';
import { type Problem, readYaml, startOf, type Yaml } from './read-yaml.ts';
import { CAMPAIGN_EXPECTED } from './yaml-errors.ts';
import { yamlProblems } from './yaml-problems.ts';
import { doubtsIn } from './yaml-warnings.ts';

/** A place in a file, counted from 1. */
interface Place {
  readonly line?: number;
  readonly column?: number;
}

/** A fault and where in the file it stands. */
export interface FileFault extends Fault, Place {}

/** Something that may not be meant as it is read, and where in the file it stands. */
export interface FileWarning extends Place {
  readonly path: Fault['path'];
  readonly message: string;
}

/** A campaign and what about its file is doubtful, or everything that is wrong with it. */
export type CampaignFileReading =
  | { readonly definition: Definition; readonly warnings: readonly FileWarning[] }
  | { readonly faults: readonly FileFault[] };

/** The most bytes of a campaign file. */
export const MOST_FILE_BYTES = 256 * 1024;
/** More than anyone reads. */
const MOST_LISTED = 500;
/** How often anchors may be repeated, all in all. */
const MOST_ALIASES = 100;

/** Reads a campaign file: YAML or JSON, in UTF-8. */
export function readCampaignFile(content: string | Uint8Array): CampaignFileReading {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  if (bytes.length > MOST_FILE_BYTES)
    return refuse(`${writeWhole(bytes.length)} bytes`, `a file of at most ${writeWhole(MOST_FILE_BYTES)} bytes`);
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    const { found = 'other bytes', ...place } = findForeignByte(bytes) ?? {};
    return refuse(found, 'text in UTF-8', place);
  }
  const yaml = readYaml(text);
  if ('problem' in yaml) return { faults: placed([yaml.problem], yaml.lines) };
  const problems = yamlProblems(yaml);
  return problems.length > 0 ? { faults: placed(problems, yaml.lines) } : readCampaign(yaml);
}

/** `file:line:column path: expected …, found …`, which editors and terminals make a link of. */
export function writeFileFault(file: string, fault: FileFault): string {
  return `${writePlace(file, fault)} ${writeFault(fault)}`;
}

/** `warning: file:line:column path: …`. */
export function writeFileWarning(file: string, warning: FileWarning): string {
  return `warning: ${writePlace(file, warning)} ${writePath(warning.path)}: ${warning.message}`;
}

function writePlace(file: string, { line, column }: Place): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

function readCampaign(yaml: Yaml): CampaignFileReading {
  const content = contentOf(yaml);
  if (content === undefined) return refuse(`more than ${MOST_ALIASES} aliases`, 'what they stand for, written out');
  if (content.value === null) return refuse('nothing', CAMPAIGN_EXPECTED, { line: 1, column: 1 });
  const checked = checkDefinition(content.value);
  if ('definition' in checked) return { definition: checked.definition, warnings: placed(doubtsIn(yaml), yaml.lines) };
  const problems = checked.faults.map((fault) => ({ ...fault, offset: offsetOf(yaml, fault) }));
  return { faults: placed(foundInYaml(problems, yaml), yaml.lines) };
}

/** What a document says; undefined where its anchors are repeated too often. */
function contentOf({ document }: Yaml): { readonly value: unknown } | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }) };
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

/** Where a fault begins: its value, an unknown field's name, or the nearest thing around what is missing. */
function offsetOf({ document }: Yaml, { path, found }: Fault): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (!isNode(node)) continue;
    const isWhole = length === path.length;
    return startOf((isWhole && found === UNKNOWN_FIELD ? keyAt(document, path) : undefined) ?? node);
  }
  return startOf(document.contents);
}

function keyAt(document: Yaml['document'], path: Fault['path']): unknown {
  const outer = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(outer)) return undefined;
  return outer.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key;
}

function placed<Found extends Pick<Problem, 'offset'>>(all: readonly Found[], lines: LineCounter) {
  return all.slice(0, MOST_LISTED).map(({ offset, ...each }) => {
    const { line, col } = lines.linePos(offset);
    return { ...each, line: Math.max(line, 1), column: Math.max(col, 1) };
  });
}

function refuse(found: string, expected: string, place: Place = {}): CampaignFileReading {
  return { faults: [{ path: [], found, expected, ...place }] };
}
