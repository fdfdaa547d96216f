import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { checkDefinition } from './check-definition.ts';
import { charactersIn } from './contracts/characters.ts';
import type { Definition } from './contracts/definition.ts';
import { type Fault, UNKNOWN_FIELD, writeFault } from './contracts/fault.ts';

/** A fault and where in the file it stands, counted from 1. */
export interface FileFault extends Fault {
  readonly line?: number;
  readonly column?: number;
}

/** A campaign, or everything that is wrong with its file. */
export type CampaignFileReading = { readonly definition: Definition } | { readonly faults: readonly FileFault[] };

/** The longest campaign file, in characters. */
const LONGEST_FILE = 1_000_000;
/** How often anchors may be repeated, all in all. */
const MOST_ALIASES = 100;

const EXPECTED = 'one campaign as YAML or JSON';

/** Reads a campaign file, YAML or JSON. */
export function readCampaignFile(text: string): CampaignFileReading {
  const length = charactersIn(text);
  if (length > LONGEST_FILE) return refuse(`${length} characters`, `a file of at most ${LONGEST_FILE} characters`);
  try {
    return readYaml(text);
  } catch (error) {
    // The parser throws on too many aliases and on too deep nesting.
    return refuse(error instanceof Error ? error.message : String(error), EXPECTED);
  }
}

/** `file:line:column path: expected …, found …`, which editors and terminals make a link of. */
export function writeFileFault(file: string, fault: FileFault): string {
  const place = [file, fault.line, fault.column].filter((part) => part !== undefined).join(':');
  return `${place} ${writeFault(fault)}`;
}

function readYaml(text: string): CampaignFileReading {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: 'core',
    stringKeys: true,
    resolveKnownTags: false,
    prettyErrors: false,
  });
  const problems = [...document.errors, ...document.warnings].map(({ message, pos }) => ({ message, offset: pos[0] }));
  const unread = [...problems, ...danglingAliases(document)];
  if (unread.length > 0) {
    return {
      faults: unread.map(({ message, offset }) => ({
        path: [],
        found: message,
        expected: EXPECTED,
        ...at(offset, lines),
      })),
    };
  }
  const content: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
  if (content === null) return { faults: [{ path: [], found: 'nothing', expected: EXPECTED, ...at(0, lines) }] };
  const checked = checkDefinition(content);
  if ('definition' in checked) return checked;
  return { faults: checked.faults.map((fault) => ({ ...fault, ...at(offsetOf(document, fault), lines) })) };
}

/** Aliases of anchors that do not stand before them. */
function danglingAliases(document: Document): { message: string; offset: number }[] {
  const anchors = new Set<string>();
  const dangling: { message: string; offset: number }[] = [];
  visit(document, {
    Value: (_, { anchor }) => void (anchor !== undefined && anchors.add(anchor)),
    Alias: (_, alias) => {
      if (!anchors.has(alias.source))
        dangling.push({ message: `an alias of nothing, *${alias.source}`, offset: startOf(alias) });
    },
  });
  return dangling;
}

/** Where a fault begins: its value, an unknown field's name, or the nearest thing around what is missing. */
function offsetOf(document: Document, { path, found }: Fault): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (!isNode(node)) continue;
    const isWhole = length === path.length;
    return startOf((isWhole && found === UNKNOWN_FIELD ? keyAt(document, path) : undefined) ?? node);
  }
  return document.contents === null ? 0 : startOf(document.contents);
}

function keyAt(document: Document, path: Fault['path']): Node | undefined {
  const outer = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(outer)) return undefined;
  const pair = outer.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
  return isNode(pair?.key) ? pair.key : undefined;
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function at(offset: number, lines: LineCounter): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function refuse(found: string, expected: string): CampaignFileReading {
  return { faults: [{ path: [], found, expected }] };
}
