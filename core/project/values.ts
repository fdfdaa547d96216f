import * as v from 'valibot';
import type { Fault } from '../contracts/fault.ts';
import { isObject } from '../contracts/object.ts';
import { findSecrets, type SecretWarning } from '../find-secrets.ts';
import { createSchemaFileKind, parseYamlFile, type YamlFileResult } from '../yaml-file.ts';

/** The values of a deployment stage by their names, such as `minPrice` 20 or `endsAt` "2027-01-31T23:59:59Z". */
export type StageValues = ReadonlyMap<string, string | number | boolean>;

/** Content with its references replaced, and the faults of references that have no value. */
export interface FilledContent {
  readonly content: unknown;
  readonly faults: readonly Fault[];
}

const NAME_PATTERN = '[A-Za-z_][\\w-]{0,63}';
const NAME = new RegExp(`^${NAME_PATTERN}$`);
const NAME_EXPECTED =
  'a name of at most 64 letters, digits, hyphens and underscores that begins with a letter or an underscore';
/** The pattern of a text with a reference that is not escaped, for a JSON Schema. */
export const REFERENCE_PATTERN = `(^|[^$])\\$\\{${NAME_PATTERN}\\}`;
/** A reference as the whole of a text, such as `${minPrice}`. */
const WHOLE_REFERENCE = new RegExp(`^\\$\\{(${NAME_PATTERN})\\}$`);
/** An escaped brace `$${`, a reference, or the beginning of a text that is none. */
const REFERENCE = new RegExp(`\\$\\$\\{|\\$\\{(?:(${NAME_PATTERN})\\})?`, 'g');

const OPENING = '${';
const ESCAPED_OPENING = `$${OPENING}`;
const ESCAPE_HINT = `${ESCAPED_OPENING} for the characters ${OPENING}`;

const VALUE_EXPECTED = 'text, a number, true or false';
const valuesSchema = v.pipe(
  v.custom<Readonly<Record<string, unknown>>>(isObject, 'names with their values, such as minPrice: 20'),
  v.record(
    v.pipe(v.string(), v.regex(NAME, NAME_EXPECTED)),
    v.union([v.string(), v.pipe(v.number(), v.finite(VALUE_EXPECTED)), v.boolean()], VALUE_EXPECTED),
  ),
  v.transform((values): StageValues => new Map(Object.entries(values))),
);

const VALUES_FILE = createSchemaFileKind('values as YAML or JSON, such as minPrice: 20', valuesSchema, findSecrets);

/** Reads the values of a deployment stage: names with text, numbers or booleans, as YAML or JSON, in UTF-8. */
export function parseValuesFile(file: string | Uint8Array): YamlFileResult<StageValues, SecretWarning> {
  return parseYamlFile(file, VALUES_FILE);
}

/**
 * Replaces the references `${name}` in the texts of a content by the values of a stage. A text that is one reference becomes its value,
 * a number for example; `$${` becomes `${`. Names of fields stay as they are. Values are not searched for references.
 */
export function fillValues(content: unknown, values: StageValues): FilledContent {
  const faults: Fault[] = [];
  // Aliases of YAML repeat a value, also within itself. Each is filled once.
  const filled = new Map<object, unknown>();
  const fill = (value: unknown, path: Fault['path']): unknown => {
    if (typeof value === 'string') return fillText(value, values, (fault) => faults.push({ path, ...fault }));
    if (typeof value !== 'object' || value === null) return value;
    if (filled.has(value)) return filled.get(value);
    if (Array.isArray(value)) {
      const list: unknown[] = [];
      filled.set(value, list);
      for (const [index, each] of value.entries()) list.push(fill(each, [...path, index]));
      return list;
    }
    const copy = {};
    filled.set(value, copy);
    for (const [key, each] of Object.entries(value)) {
      const field = { value: fill(each, [...path, key]), enumerable: true, writable: true, configurable: true };
      // Assignment would drop a field that is named __proto__.
      Object.defineProperty(copy, key, field);
    }
    return copy;
  };
  return { content: fill(content, []), faults };
}

/** Returns a text with the characters `${` escaped, so that `fillValues` returns it as it was. */
export function escapeReferences(text: string): string {
  return text.replaceAll(OPENING, () => ESCAPED_OPENING);
}

/** Returns whether a value is a text with a reference `${name}`. */
export function hasReference(value: unknown): boolean {
  return typeof value === 'string' && [...value.matchAll(REFERENCE)].some(([, name]) => name !== undefined);
}

function fillText(text: string, values: StageValues, report: (fault: Omit<Fault, 'path'>) => void): unknown {
  const find = (name: string) => {
    const value = values.get(name);
    if (value === undefined) report({ found: formatReference(name), expected: describeExpectedValue(name, values) });
    return value;
  };
  const [, whole] = WHOLE_REFERENCE.exec(text) ?? [];
  if (whole !== undefined) return find(whole) ?? text;
  return text.replaceAll(REFERENCE, (found: string, name: string | undefined) => {
    if (found === ESCAPED_OPENING) return OPENING;
    if (name !== undefined) return String(find(name) ?? found);
    report({
      found: `a ${OPENING} without a name and }`,
      expected: `a reference such as ${formatReference('name')}, or ${ESCAPE_HINT}`,
    });
    return found;
  });
}

/** The maximum number of names in a message. */
const MAX_SHOWN_NAMES = 20;

function describeExpectedValue(name: string, values: StageValues): string {
  const names = [...values.keys()];
  const known = names.length === 0 ? 'there are none' : names.slice(0, MAX_SHOWN_NAMES).join(', ');
  return `a value of ${name} in the file of --values (${known}), or ${ESCAPE_HINT}`;
}

function formatReference(name: string): string {
  return `${OPENING}${name}}`;
}
