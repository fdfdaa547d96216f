import { isAlias, isMap, isScalar, type LineCounter, type YAMLMap } from 'yaml';
import type { Fault } from './contracts/fault.ts';
import { nameOf, type Placed, type Problem, startOf, valuesIn, type Yaml } from './read-yaml.ts';
import { explainYamlErrors } from './yaml-errors.ts';

/** Everything for which a document is not read, in the order of the text. */
export function yamlProblems(yaml: Yaml): Problem[] {
  const { second } = yaml;
  const problems = [
    ...explainYamlErrors(yaml),
    ...(second === undefined ? [] : [secondDocument(second)]),
    ...structureProblems(yaml),
  ];
  return problems.sort((one, other) => one.offset - other.offset);
}

function secondDocument(offset: number): Problem {
  const found = 'a second document, which --- begins';
  return { path: [], offset, found, expected: 'one campaign in a file' };
}

function structureProblems({ document, lines }: Yaml): Problem[] {
  const anchors = new Set<string>();
  return [...valuesIn(document.contents)].flatMap(({ node, path }) => {
    if (isAlias(node)) return anchors.has(node.source) ? [] : [danglingAlias(node.source, { node, path })];
    if ('anchor' in node && node.anchor !== undefined) anchors.add(node.anchor);
    return isMap(node) ? fieldProblems(node, path, lines) : [];
  });
}

function danglingAlias(name: string, { node, path }: Placed): Problem {
  const expected = `an anchor &${name} before it, or quotes around text that begins with *`;
  return { path, offset: startOf(node), found: `*${name}, an alias of nothing`, expected };
}

/** Fields of one object that say twice what it is, merge others into it, or have no name. */
function fieldProblems(map: YAMLMap, path: Fault['path'], lines: LineCounter): Problem[] {
  const first = new Map<string, number>();
  return map.items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    const [name, offset, isPlain] = [nameOf(key), startOf(key), key.type === 'PLAIN'];
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
