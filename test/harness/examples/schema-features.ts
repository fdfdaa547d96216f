import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { isObject } from '../../../core/contracts/object.ts';

/** A part of a JSON Schema, as far as it says what a file may have. */
interface Shape {
  readonly $ref?: string;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly pattern?: string;
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
}

const root: Shape & { readonly $defs: Readonly<Record<string, Shape>> } = JSON.parse(
  readFileSync(new URL('../../../schemas/campaign.schema.json', import.meta.url), 'utf8'),
);
const ajv = new Ajv({ strict: false });
const validators = new Map<Shape, ValidateFunction>();

/** The mark of every value that a shape accepts. */
const ANY = Symbol('any value');

/** Returns the features of campaign files by name, such as `delay.next` or `selector.interaction: email.opened`. */
export function listSchemaFeatures(): Set<string> {
  return new Set(list(root, '', ANY));
}

/** Returns the features that the content of a campaign file uses. Defaults that it leaves out are not used. */
export function listUsedFeatures(content: unknown): Set<string> {
  return new Set(list(root, '', content));
}

function list(shape: Shape, path: string, value: unknown): string[] {
  const { $ref, const: constant, enum: words, items, properties, pattern } = shape;
  const branches = shape.anyOf ?? shape.oneOf;
  if ($ref !== undefined) return listReferred($ref.replace('#/$defs/', ''), path, value);
  if (branches !== undefined) return listBranches(branches, path, value).filter(isNoDefault(shape, path));
  if (constant !== undefined) return [`${path}: ${constant}`];
  if (words !== undefined) return (value === ANY ? words : [value]).map((word) => `${path}: ${word}`);
  if (items !== undefined) return (Array.isArray(value) ? value : [ANY]).flatMap((each) => list(items, path, each));
  if (properties !== undefined) return listFields(properties, path, value);
  return pattern === undefined ? [] : [`${path}: text`];
}

/** Lists the features of a definition of the schema. Triggers and exceptions are selectors: a field needs one example of either. */
function listReferred(name: string, path: string, value: unknown): string[] {
  const shape = root.$defs[name];
  if (shape === undefined) throw new Error(`${name}: expected a definition of the schema`);
  if (name === 'filter') return [`${path}: filter`];
  return list(shape, name === 'message' ? 'messages' : 'selector', value);
}

function listBranches(branches: readonly Shape[], path: string, value: unknown): string[] {
  return branches.flatMap((branch) => {
    if (value !== ANY && !accepts(branch, value)) return [];
    const channel = branch.properties?.['channel']?.const;
    return list(branch, channel === undefined ? path : `${path}(${channel})`, value);
  });
}

function accepts(shape: Shape, value: unknown): boolean {
  const validate = validators.get(shape) ?? ajv.compile({ ...shape, $defs: root.$defs });
  validators.set(shape, validate);
  return validate(value);
}

function listFields(properties: Readonly<Record<string, Shape>>, path: string, value: unknown): string[] {
  return Object.entries(properties).flatMap(([name, shape]) => {
    const field = path === '' ? name : `${path}.${name}`;
    if (value === ANY) return [field, ...list(shape, field, ANY)];
    return isObject(value) && name in value ? [field, ...list(shape, field, value[name])] : [];
  });
}

/** Returns a test for features that are not the default of a shape: a file that leaves the field out has it. */
function isNoDefault({ default: normal }: Shape, path: string): (feature: string) => boolean {
  return (feature) => feature !== `${path}: ${normal}`;
}
