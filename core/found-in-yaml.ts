import { isScalar, type Scalar } from 'yaml';
import { checkDefinition } from './check-definition.ts';
import { writePath } from './contracts/fault.ts';
import type { Problem, Yaml } from './read-yaml.ts';
import { commentAfter, writeComment } from './yaml-warnings.ts';

/** Says of faults what a person wrote there, where it was read as something else: a number, or nothing. */
export function foundInYaml(problems: readonly Problem[], yaml: Yaml): Problem[] {
  const plain = problems.map(({ path }) => plainAt(yaml, path));
  const before = plain.map((scalar) => scalar?.value);
  for (const scalar of plain) if (scalar !== undefined && scalar.source !== '') scalar.value = scalar.source;
  const stillFaulty = plain.some((scalar) => scalar?.source !== undefined) ? faultyPaths(yaml) : new Set();
  return problems.map((problem, index) => {
    const scalar = plain[index];
    if (scalar?.source === '') return { ...problem, found: writeEmpty(scalar, yaml) };
    if (scalar?.source === undefined || stillFaulty.has(writePath(problem.path))) return problem;
    const found = `${scalar.source} as ${kindOf(before[index])}; in quotes it is text: "${scalar.source}"`;
    return { ...problem, found };
  });
}

/** A value without quotes that is not read as text. */
function plainAt({ document }: Yaml, path: Problem['path']): Scalar | undefined {
  const node = document.getIn(path, true);
  return isScalar(node) && node.type === 'PLAIN' && typeof node.value !== 'string' ? node : undefined;
}

/** The faults that remain once every such value is text. */
function faultyPaths({ document }: Yaml): Set<string> {
  const checked = checkDefinition(document.toJS());
  return new Set('faults' in checked ? checked.faults.map(({ path }) => writePath(path)) : []);
}

function writeEmpty(scalar: Scalar, yaml: Yaml): string {
  const comment = commentAfter(scalar, yaml);
  return comment === undefined
    ? 'nothing'
    : `nothing but the comment ${writeComment(comment)}; text with a # needs quotes`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'number' ? 'a number' : 'a boolean';
}
