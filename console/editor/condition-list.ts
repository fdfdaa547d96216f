import { isObject } from '../../core/contracts/object.ts';
import type { Filter } from '../../core/contracts/selector.ts';
import type { FieldWrite } from '../../core/project/write-yaml-field.ts';
import { type Condition, isDuplicate, isRename, readConditions, toFilter, writeConditions } from './conditions.ts';

/** The numbers of conditions of a list that must hold. */
export const MATCHES = ['all', 'any'] as const;
export type Match = (typeof MATCHES)[number];

/** The conditions of a filter, and how many of them must hold. */
export interface ConditionList {
  readonly match: Match;
  readonly conditions: readonly Condition[];
}

export const NO_CONDITIONS: ConditionList = { match: 'all', conditions: [] };

/** Returns the conditions of a filter; undefined if the form cannot show one of them, such as a group in a group. */
export function readConditionList(filter: unknown): ConditionList | undefined {
  const alternatives = findAlternatives(filter);
  if (alternatives === undefined) {
    const conditions = readConditions(filter);
    return conditions && { match: 'all', conditions };
  }
  const conditions = alternatives.flatMap((each) => {
    const read = readConditions(each);
    return read?.length === 1 ? read : [];
  });
  return conditions.length === alternatives.length && conditions.length > 0 ? { match: 'any', conditions } : undefined;
}

/** Returns the filters of which one must hold; undefined for any other filter. */
function findAlternatives(filter: unknown): readonly unknown[] | undefined {
  if (!isObject(filter) || Object.keys(filter).length !== 1) return undefined;
  const alternatives = filter['$or'];
  return Array.isArray(alternatives) ? alternatives : undefined;
}

/** Returns a list with a condition behind it that is not written yet: the others leave its field and its operator to it. */
export function addPending(list: ConditionList, pending: Condition | undefined): ConditionList {
  return pending === undefined ? list : { ...list, conditions: [...list.conditions, pending] };
}

/** Returns whether a condition cannot stand at a place of a list: of those that all must hold, two on a field need different operators. */
export function isTaken({ match, conditions }: ConditionList, condition: Condition, place: number): boolean {
  return match === 'all' && isDuplicate(conditions, condition, place);
}

/** Returns whether a list has a condition on the same field with the same operator. */
export function hasSame({ conditions }: ConditionList, condition: Condition): boolean {
  return isDuplicate(conditions, condition, -1);
}

/** Returns whether a list can be matched in another way. */
export function canMatch({ conditions }: ConditionList, match: Match): boolean {
  return match === 'any' || conditions.every((condition, place) => !isDuplicate(conditions, condition, place));
}

/** Returns the path of the field of a condition in a filter at a path. */
export function locateCondition(
  path: FieldWrite['path'],
  { match, conditions }: ConditionList,
  place: number,
): FieldWrite['path'] {
  const field = conditions[place]?.field ?? '';
  return match === 'all' ? [...path, field] : [...path, '$or', place, field];
}

/** Returns whether a change of a condition is one of the name of its field alone, which can be renamed where it stands. */
export function isFieldRename({ match, conditions }: ConditionList, place: number, after: Condition): boolean {
  const before = conditions[place];
  return before !== undefined && isRename(match === 'all' ? conditions : [before], before, after);
}

/** Returns the writes that turn a filter at a path with some conditions into one with others. What stays is not written. */
export function writeConditionList(
  path: FieldWrite['path'],
  before: ConditionList,
  after: ConditionList,
): readonly FieldWrite[] {
  if (before.match !== after.match) return [{ path, value: toListFilter(after) }];
  if (after.match === 'all') return writeConditions(path, before.conditions, after.conditions);
  return writeAlternatives([...path, '$or'], before.conditions, after.conditions);
}

/** Writes alternatives by their places: one that is removed leaves its place, and those behind it stay as they are written. */
function writeAlternatives(
  path: FieldWrite['path'],
  before: readonly Condition[],
  after: readonly Condition[],
): readonly FieldWrite[] {
  if (after.length < before.length) {
    const place = before.findIndex((condition, index) => condition !== after[index]);
    const left = before.filter((_, index) => index !== place);
    return [{ path: [...path, place], value: undefined }, ...writeAlternatives(path, left, after)];
  }
  return after.flatMap((condition, place) => {
    const old = before[place];
    return old === undefined
      ? [{ path: [...path, place], value: toFilter([condition]) }]
      : writeConditions([...path, place], [old], [condition]);
  });
}

function toListFilter({ match, conditions }: ConditionList): Filter {
  return match === 'all' ? toFilter(conditions) : { $or: conditions.map((condition) => toFilter([condition])) };
}
