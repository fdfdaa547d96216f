import { isFieldPath } from '../../core/contracts/field-path.ts';
import { isObject } from '../../core/contracts/object.ts';
import type { Filter } from '../../core/contracts/selector.ts';
import type { FieldWrite } from '../../core/project/write-yaml-field.ts';
import { splitList } from './split-list.ts';

/** The operators of conditions that the form shows. */
export const OPERATORS = [
  '$eq',
  '$ne',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$in',
  '$nin',
  '$all',
  '$regex',
  '$exists',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** A value that a condition compares a field with. */
export type Operand = string | number | boolean;

/** A condition on a field: with one value, with several of one kind, or whether the field exists. */
export interface Condition {
  readonly field: string;
  readonly operator: Operator;
  readonly operand: Operand | readonly Operand[];
}

/** The kinds of operands. */
export const KINDS = ['string', 'number', 'boolean'] as const;
export type Kind = (typeof KINDS)[number];

/** Returns the conditions of a filter, all of which must hold; undefined if the form cannot show one of them, such as a group. */
export function readConditions(filter: unknown): readonly Condition[] | undefined {
  if (!isObject(filter)) return undefined;
  const read = Object.entries(filter).map(([field, value]) => readField(field, value));
  return read.some((each) => each === undefined) ? undefined : read.flatMap((each) => each ?? []);
}

function readField(field: string, value: unknown): readonly Condition[] | undefined {
  if (field.startsWith('$')) return undefined;
  if (isOperand(value)) return [{ field, operator: '$eq', operand: value }];
  if (!isObject(value)) return undefined;
  const read = Object.entries(value).map(([name, operand]) => readCondition(field, name, operand));
  if (read.length === 0 || read.some((each) => each === undefined)) return undefined;
  return read.flatMap((each) => each ?? []);
}

function readCondition(field: string, name: string, operand: unknown): Condition | undefined {
  const operator = OPERATORS.find((each) => each === name);
  if (operator === undefined) return undefined;
  if (operator === '$exists') return typeof operand === 'boolean' ? { field, operator, operand } : undefined;
  if (operator === '$regex') return typeof operand === 'string' ? { field, operator, operand } : undefined;
  if (!isList(operator)) return isOperand(operand) ? { field, operator, operand } : undefined;
  if (!Array.isArray(operand) || !operand.every(isOperand) || !operand.every(isListable)) return undefined;
  return new Set(operand.map((each) => typeof each)).size > 1 ? undefined : { field, operator, operand };
}

/** Returns whether an operator compares with several values. */
export function isList(operator: Operator): boolean {
  return operator === '$in' || operator === '$nin' || operator === '$all';
}

/** Returns whether the values of an operator may be of any kind. */
export function hasKind(operator: Operator): boolean {
  return operator !== '$exists' && operator !== '$regex';
}

/** Returns whether a value can stand in a list with commas between. */
function isListable(value: Operand): boolean {
  return typeof value !== 'string' || (value !== '' && value.trim() === value && !value.includes(','));
}

function isOperand(value: unknown): value is Operand {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Returns the values of a condition, of one value as a list. */
export function listOperands({ operand }: Pick<Condition, 'operand'>): readonly Operand[] {
  return typeof operand === 'object' ? operand : [operand];
}

/** Returns the kind of the values of a condition. Of an empty list it is text. */
export function findKind(condition: Pick<Condition, 'operand'>): Kind {
  const [first] = listOperands(condition);
  return KINDS.find((kind) => kind === typeof first) ?? 'string';
}

/** Returns whether a condition of the same field with the same operator stands at another place of the list. */
export function isDuplicate(conditions: readonly Condition[], { field, operator }: Condition, place: number): boolean {
  return conditions.some((each, index) => index !== place && each.field === field && each.operator === operator);
}

/** Returns whether a condition is complete: it has a field, and a value that is not empty. */
export function isComplete({ field, operand }: Condition): boolean {
  return isFieldPath(field) && operand !== '' && (typeof operand !== 'object' || operand.length > 0);
}

/** Returns whether a change of a condition is one of the name of its field alone, in which it is the only condition. */
export function isRename(conditions: readonly Condition[], before: Condition, after: Condition): boolean {
  const isAlone = conditions.filter(({ field }) => field === before.field).length === 1;
  const isNew = conditions.every(({ field }) => field !== after.field);
  return isAlone && isNew && before.operator === after.operator && before.operand === after.operand;
}

/** Returns the writes that turn a filter at a path with some conditions into one with others. What stays is not written. */
export function writeConditions(
  path: FieldWrite['path'],
  before: readonly Condition[],
  after: readonly Condition[],
): readonly FieldWrite[] {
  const [old, next] = [toFilter(before), toFilter(after)];
  return before.length === 0 ? [{ path, value: next }] : writeDifferences(path, old, next);
}

function writeDifferences(path: FieldWrite['path'], before: Filter, after: Filter): readonly FieldWrite[] {
  const names = new Set([...Object.keys(after), ...Object.keys(before)]);
  return [...names].flatMap((name) => {
    const [old, next] = [before[name], after[name]];
    if (JSON.stringify(old) === JSON.stringify(next)) return [];
    if (isObject(old) && isObject(next)) return writeDifferences([...path, name], old, next);
    return [{ path: [...path, name], value: next }];
  });
}

/** Returns the filter of some conditions as an author would write it: a value in place of `{ $eq: value }`. */
export function toFilter(conditions: readonly Condition[]): Filter {
  const byField = Map.groupBy(conditions, ({ field }) => field);
  return Object.fromEntries(
    [...byField].map(([field, all]) => {
      const [first] = all;
      if (all.length === 1 && first?.operator === '$eq') return [field, first.operand];
      return [field, Object.fromEntries(all.map(({ operator, operand }) => [operator, operand]))];
    }),
  );
}

/** Returns a condition with another operator, whose operand is of the form that it takes. */
export function withOperator(condition: Condition, operator: Operator): Condition {
  const { field } = condition;
  if (operator === '$exists') return { field, operator, operand: true };
  const values = listOperands(condition).flatMap((value): readonly Operand[] =>
    typeof value === 'string' && isList(operator) ? splitList(value) : [value],
  );
  if (isList(operator)) return { field, operator, operand: values };
  const [first = ''] = values;
  return { field, operator, operand: operator === '$regex' ? String(first) : first };
}

/** Returns a condition with values of another kind, as far as they can be read as such. */
export function withKind(condition: Condition, kind: Kind): Condition {
  const convert = (value: Operand): Operand => {
    if (kind === 'string') return String(value);
    if (kind === 'boolean') return value === true || value === 'true';
    const number = Number(value);
    return Number.isFinite(number) ? number : 0;
  };
  const { operand } = condition;
  return { ...condition, operand: typeof operand === 'object' ? operand.map(convert) : convert(operand) };
}

/** Parses the text of a value; undefined if it is none of its kind. */
export function parseOperand(text: string, kind: Kind): Operand | undefined {
  if (kind === 'string') return text;
  if (kind === 'boolean') return text === 'true' || text === 'false' ? text === 'true' : undefined;
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
}

/** Parses a list of values with commas between; undefined if one is none of its kind, or if there is none. */
export function parseOperands(text: string, kind: Kind): readonly Operand[] | undefined {
  const parts = splitList(text);
  const values = parts.flatMap((part) => parseOperand(part, kind) ?? []);
  return values.length > 0 && values.length === parts.length ? values : undefined;
}
