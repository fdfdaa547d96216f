import { isAlias, isMap, isScalar, type LineCounter, type YAMLMap } from 'yaml';
import type { Fault } from './contracts/fault.ts';
import {
  getFieldName,
  getStartOffset,
  walkYamlValues,
  type Yaml,
  type YamlProblem,
  type YamlValue,
} from './parse-yaml.ts';
import { explainYamlErrors } from './yaml-errors.ts';

/** Returns the problems for which a document is refused, in the order of the text. `expected` describes a valid file. */
export function findYamlProblems(yaml: Yaml, expected: string): YamlProblem[] {
  const { secondDocumentOffset } = yaml;
  const problems = [
    ...explainYamlErrors(yaml, expected),
    ...(secondDocumentOffset === undefined ? [] : [createSecondDocumentProblem(secondDocumentOffset, expected)]),
    ...findStructureProblems(yaml),
  ];
  return problems.sort((one, other) => one.offset - other.offset);
}

function createSecondDocumentProblem(offset: number, expected: string): YamlProblem {
  const found = 'a second document, which --- begins';
  return { path: [], offset, found, expected };
}

function findStructureProblems({ document, lines }: Yaml): YamlProblem[] {
  const anchors = new Set<string>();
  return [...walkYamlValues(document.contents)].flatMap(({ node, path }) => {
    if (isAlias(node)) return anchors.has(node.source) ? [] : [createAliasProblem(node.source, { node, path })];
    if ('anchor' in node && node.anchor !== undefined) anchors.add(node.anchor);
    return isMap(node) ? findFieldProblems(node, path, lines) : [];
  });
}

function createAliasProblem(name: string, { node, path }: YamlValue): YamlProblem {
  const expected = `an anchor &${name} before it, or quotes around text that begins with *`;
  return { path, offset: getStartOffset(node), found: `*${name}, an alias of nothing`, expected };
}

/** Returns the fields of an object that occur twice, merge others, or have no name. */
function findFieldProblems(map: YAMLMap, path: Fault['path'], lines: LineCounter): YamlProblem[] {
  const first = new Map<string, number>();
  return map.items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    const [name, offset, isPlain] = [getFieldName(key), getStartOffset(key), key.type === 'PLAIN'];
    const at = { path: [...path, name], offset };
    const before = first.get(name);
    if (before !== undefined)
      return [{ ...at, found: `it twice, first in line ${lines.linePos(before).line}`, expected: 'each field once' }];
    first.set(name, offset);
    if (name === '<<' && isPlain)
      return [{ ...at, found: 'a merge key', expected: 'each field written out: << is not supported' }];
    return name === '' && isPlain
      ? [{ ...at, found: 'nothing', expected: 'the name of a field before the colon' }]
      : [];
  });
}
