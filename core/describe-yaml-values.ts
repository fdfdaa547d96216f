import { isScalar, type Scalar } from 'yaml';
import { formatPath } from './contracts/fault.ts';
import type { Yaml, YamlProblem } from './parse-yaml.ts';
import { findTrailingComment, formatComment } from './yaml-warnings.ts';

/** Rewrites faults whose value YAML read as something else than text, a number for example: they then show what the author wrote. */
export function describeYamlValues(
  problems: readonly YamlProblem[],
  yaml: Yaml,
  check: (content: unknown) => object | { readonly faults: readonly Pick<YamlProblem, 'path'>[] },
): YamlProblem[] {
  const plainScalars = problems.map(({ path }) => findPlainScalar(yaml, path));
  const before = plainScalars.map((scalar) => scalar?.value);
  for (const scalar of plainScalars) if (scalar !== undefined && scalar.source !== '') scalar.value = scalar.source;
  const stillFaulty = plainScalars.some((scalar) => scalar?.source !== undefined)
    ? listFaultyPaths(yaml, check)
    : new Set();
  return problems.map((problem, index) => {
    const scalar = plainScalars[index];
    if (scalar?.source === '') return { ...problem, found: describeEmpty(scalar, yaml) };
    if (scalar?.source === undefined || stillFaulty.has(formatPath(problem.path))) return problem;
    const found = `${scalar.source} as ${describeKind(before[index])}; in quotes it is text: "${scalar.source}"`;
    return { ...problem, found };
  });
}

/** Returns the value at a path if it is written without quotes and not read as text. */
function findPlainScalar({ document }: Yaml, path: YamlProblem['path']): Scalar | undefined {
  const node = document.getIn(path, true);
  return isScalar(node) && node.type === 'PLAIN' && typeof node.value !== 'string' ? node : undefined;
}

/** Returns the paths of the faults that remain when every such value is text. */
function listFaultyPaths({ document }: Yaml, check: Parameters<typeof describeYamlValues>[2]): Set<string> {
  const checked = check(document.toJS());
  return new Set('faults' in checked ? checked.faults.map(({ path }) => formatPath(path)) : []);
}

function describeEmpty(scalar: Scalar, yaml: Yaml): string {
  const comment = findTrailingComment(scalar, yaml);
  return comment === undefined
    ? 'nothing'
    : `nothing but the comment ${formatComment(comment)}; text with a # needs quotes`;
}

function describeKind(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'number' ? 'a number' : 'a boolean';
}
