import { describe, type Fault } from './contracts/fault.ts';
import { isObject } from './contracts/object.ts';
import type { Filter } from './contracts/selector.ts';
import { writeWhole } from './contracts/whole-number.ts';
import { checkPattern } from './filter-pattern.ts';
import { documentTest, hasOperators, isOperators, LOGICAL } from './filter-test.ts';
import type { Test } from './value-test.ts';

/** How deep conditions may lie in one another. */
const DEEPEST = 8;
/** How many conditions a filter may have. */
const MOST_CONDITIONS = 200;
/** How many values a list of values may have. */
const MOST_VALUES = 1_000;
/** How many conditions all filters of a campaign may have. */
const MOST_CAMPAIGN_CONDITIONS = 1_000;
/** How many parts all regular expressions of a campaign may have: each is kept in memory. */
const MOST_CAMPAIGN_PARTS = 10_000;

const TYPES = ['number', 'string', 'bool', 'array', 'null'];
/** These reach past the data into the language. */
const FORBIDDEN = ['__proto__', 'constructor', 'prototype', ''];

type Path = Fault['path'];
type Check = (operand: unknown, at: Place) => Fault[];

/** What the filters of a campaign may still have: conditions, and parts of regular expressions. */
export interface FilterBudget {
  conditions: number;
  parts: number;
}

/** Where the check stands: the path, how deep, and how many conditions are left for the whole filter. */
interface Place {
  readonly path: Path;
  readonly depth: number;
  readonly budget: { left: number };
  readonly campaign: FilterBudget;
  /** Beside an operator: its siblings. */
  readonly beside: Filter;
}

/**
 * Compiles a filter that `checkFilter` finds no fault in. Any other is never run: it spends the work at once. A version that
 * was published when filters could be written otherwise must not break what is asked of other campaigns.
 */
export function compileFilter(filter: Filter): Test {
  const [fault] = checkFilter(filter, []);
  if (fault === undefined) return documentTest(filter);
  return (_, work) => {
    work.giveUp(fault);
    return false;
  };
}

/** Returns what all filters of a campaign may have together. */
export function campaignBudget(): FilterBudget {
  return { conditions: MOST_CAMPAIGN_CONDITIONS, parts: MOST_CAMPAIGN_PARTS };
}

/** Everything wrong with a filter: only operators that compare, bounded in depth and number, alone and with the others of its campaign. */
export function checkFilter(filter: unknown, path: Path, campaign = campaignBudget()): Fault[] {
  const budget = { left: MOST_CONDITIONS };
  const before = { ...campaign };
  const faults = checkDocument(filter, { path, depth: 1, budget, campaign, beside: {} });
  if (faults.length > 0) return faults;
  campaign.conditions -= MOST_CONDITIONS - budget.left;
  return campaignFaults(path, before, campaign);
}

/** Too much for a campaign: the fault is that of the filter with which it is. */
function campaignFaults(path: Path, before: FilterBudget, { conditions, parts }: FilterBudget): Fault[] {
  const over = (what: string, most: number) => ({
    path,
    found: 'more with this one',
    expected: `at most ${writeWhole(most)} ${what} in all filters of a campaign`,
  });
  return [
    ...(conditions < 0 && before.conditions >= 0 ? [over('conditions', MOST_CAMPAIGN_CONDITIONS)] : []),
    ...(parts < 0 && before.parts >= 0 ? [over('parts of regular expressions', MOST_CAMPAIGN_PARTS)] : []),
  ];
}

/** Conditions by field, or $and, $or and $nor of them. */
function checkDocument(query: unknown, at: Place): Fault[] {
  const bounds = boundFaults(query, at, 'an object of fields and conditions');
  if (!isObject(query) || bounds !== undefined) return bounds ?? [];
  return Object.entries(query).flatMap(([key, value]) => {
    const inside = { ...at, path: [...at.path, key], depth: at.depth + 1, beside: query };
    if (key === '$not') return checkDocument(value, inside);
    if (LOGICAL.includes(key)) return checkOperator(key, value, inside);
    if (key.startsWith('$')) return [unknownOperator(key, inside, `a field, or ${LOGICAL.join(', ')}`)];
    return [...checkField(key, inside), ...checkCondition(value, inside)];
  });
}

function checkField(key: string, { path }: Place): Fault[] {
  const parts = key.split('.');
  const isPlain = key.length <= 256 && parts.length <= DEEPEST;
  if (isPlain && !parts.some((part) => FORBIDDEN.includes(part) || part.startsWith('$'))) return [];
  return [{ path, found: describe(key), expected: `a field, or fields joined by dots, at most ${DEEPEST} deep` }];
}

/** What a field must be: a value, or operators. */
function checkCondition(value: unknown, at: Place): Fault[] {
  return hasOperators(value) ? checkOperators(value, at) : checkValue(value, at);
}

function checkOperators(operators: unknown, at: Place): Fault[] {
  const bounds = boundFaults(operators, at, 'an object of operators');
  if (!isObject(operators) || bounds !== undefined) return bounds ?? [];
  return Object.entries(operators).flatMap(([key, operand]) => {
    const inside = { ...at, path: [...at.path, key], depth: at.depth + 1, beside: operators };
    if (!key.startsWith('$') || LOGICAL.includes(key)) return [unknownOperator(key, inside, OPERATOR_EXPECTED)];
    return checkOperator(key, operand, inside);
  });
}

function checkOperator(key: string, operand: unknown, at: Place): Fault[] {
  return OPERATORS.get(key)?.(operand, at) ?? [unknownOperator(key, at, OPERATOR_EXPECTED)];
}

/** The elements of an array are documents or plain values. */
function checkElement(query: unknown, at: Place): Fault[] {
  return isOperators(query) ? checkOperators(query, at) : checkDocument(query, at);
}

function checkAll(operand: unknown, at: Place): Fault[] {
  return checkList(operand, at, (item, inside) => {
    const isElemMatch = isObject(item) && Object.keys(item).join() === '$elemMatch';
    if (isElemMatch) return checkOperators(item, inside);
    return isObject(item) ? [fault(item, inside, 'a plain value, or $elemMatch')] : checkValue(item, inside);
  });
}

function checkList(operand: unknown, at: Place, check: Check): Fault[] {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length > MOST_VALUES) {
    return [fault(operand, at, `a list of 1 to ${writeWhole(MOST_VALUES)}`)];
  }
  return operand.flatMap((item, index) => check(item, { ...at, path: [...at.path, index] }));
}

/** Plain data, compared as it is. */
function checkValue(value: unknown, at: Place): Fault[] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [fault(value, at, 'a finite number')];
  if (typeof value !== 'object') return [fault(value, at, 'text, a number, true, false, null, a list or an object')];
  const bounds = boundFaults(value, at);
  if (bounds !== undefined) return bounds;
  return Object.entries(value).flatMap(([key, inner]) => {
    const inside = { ...at, path: [...at.path, Array.isArray(value) ? Number(key) : key], depth: at.depth + 1 };
    if (key.startsWith('$'))
      return [unknownOperator(key, inside, 'a plain value here; conditions on inner fields are written with dots')];
    return FORBIDDEN.includes(key) ? checkField(key, inside) : checkValue(inner, inside);
  });
}

/** Counts down the conditions. Faults end the way down here: too deep, too many, or no object with something in it. */
function boundFaults(query: unknown, at: Place, shape?: string): Fault[] | undefined {
  if (at.budget.left < 0) return [];
  if (at.depth > DEEPEST) return [fault(query, at, `at most ${DEEPEST} levels`)];
  const isEmpty = isObject(query) && Object.keys(query).length === 0 && at.depth > 1;
  if (shape !== undefined && (!isObject(query) || isEmpty)) return [fault(query, at, shape)];
  at.budget.left -= Object.keys(query ?? {}).length;
  return at.budget.left < 0 ? [fault(query, at, `at most ${MOST_CONDITIONS} conditions in a filter`)] : undefined;
}

const checkDocuments: Check = (operand, at) => checkList(operand, at, checkDocument);
const checkValues: Check = (operand, at) => checkList(operand, at, checkValue);
const checkOrdered: Check = (operand, at) => {
  const isOrdered = typeof operand === 'string' || Number.isFinite(operand);
  return isOrdered ? [] : [fault(operand, at, 'a number or text')];
};
const must =
  (holds: (operand: unknown) => boolean, expected: string): Check =>
  (operand, at) =>
    holds(operand) ? [] : [fault(operand, at, expected)];

const OPERATORS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['$eq', checkValue],
  ['$ne', checkValue],
  ['$gt', checkOrdered],
  ['$gte', checkOrdered],
  ['$lt', checkOrdered],
  ['$lte', checkOrdered],
  ['$in', checkValues],
  ['$nin', checkValues],
  ['$exists', must((operand) => typeof operand === 'boolean', 'true or false')],
  ['$size', must((operand) => Number.isSafeInteger(operand) && Number(operand) >= 0, 'a whole number')],
  ['$mod', must(isMod, 'a list of a divisor and a remainder, such as [2, 0]')],
  ['$type', must((operand) => typeof operand === 'string' && TYPES.includes(operand), `one of ${TYPES.join(', ')}`)],
  ['$regex', checkRegex],
  ['$options', (operand, at) => (Object.hasOwn(at.beside, '$regex') ? [] : [fault(operand, at, 'a $regex beside it')])],
  ['$all', checkAll],
  ['$elemMatch', checkElement],
  ['$not', checkOperators],
  ['$and', checkDocuments],
  ['$or', checkDocuments],
  ['$nor', checkDocuments],
]);
const OPERATOR_EXPECTED = `one of the operators ${[...OPERATORS.keys()].filter((key) => !LOGICAL.includes(key)).join(', ')}`;

function isMod(operand: unknown): boolean {
  return Array.isArray(operand) && operand.length === 2 && operand.every(Number.isSafeInteger) && operand[0] !== 0;
}

function checkRegex(operand: unknown, at: Place): Fault[] {
  const checked = checkPattern(operand, at.beside.$options);
  if ('expected' in checked) return [fault(operand, at, checked.expected)];
  at.campaign.parts -= checked.states;
  return [];
}

function fault(value: unknown, { path }: Place, expected: string): Fault {
  return { path, found: describe(value), expected };
}

function unknownOperator(key: string, { path }: Place, expected: string): Fault {
  return { path, found: describe(key), expected };
}
