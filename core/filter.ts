import { compileDocument, hasOnlyOperators, hasOperators, LOGICAL_OPERATORS } from './compile-filter.ts';
import { describeValue, type Fault } from './contracts/fault.ts';
import { FIELD_PATH_EXPECTED, FORBIDDEN_FIELDS, isFieldPath, MAX_PATH_DEPTH } from './contracts/field-path.ts';
import { formatInteger } from './contracts/format-integer.ts';
import { isObject } from './contracts/object.ts';
import type { Filter } from './contracts/selector.ts';
import { checkPattern } from './filter-pattern.ts';
import type { ValueTest } from './value-test.ts';

/** The maximum depth of conditions in one another: that of a path, which can be written as conditions in one another. */
const MAX_DEPTH = MAX_PATH_DEPTH;
/** The maximum number of conditions in a filter. */
const MAX_CONDITIONS = 200;
/** The maximum number of values in a list of values. */
const MAX_LIST_VALUES = 1_000;
/** The maximum number of conditions in all filters of a campaign. */
const MAX_CAMPAIGN_CONDITIONS = 1_000;
/** The maximum number of parts in all regular expressions of a campaign. Each part is kept in memory. */
const MAX_CAMPAIGN_PARTS = 10_000;

const TYPES = ['number', 'string', 'bool', 'array', 'null'];

type Path = Fault['path'];
type Check = (operand: unknown, at: CheckPosition) => Fault[];

/** The conditions and the parts of regular expressions that are left for the filters of a campaign. */
export interface FilterBudget {
  conditions: number;
  parts: number;
}

/** The position of a check: the path, the depth, and the conditions that are left for the filter and for the campaign. */
interface CheckPosition {
  readonly path: Path;
  readonly depth: number;
  readonly budget: { left: number };
  readonly campaign: FilterBudget;
  /** The object that holds the present key: for an operator, the operators next to it. */
  readonly siblings: Filter;
}

/**
 * Compiles a filter. A filter with a fault is never run: it ends the work with that fault. A version that was published under earlier
 * checks must not break the evaluation of other campaigns.
 */
export function compileFilter(filter: Filter): ValueTest {
  const [fault] = checkFilter(filter, []);
  if (fault === undefined) return compileDocument(filter);
  return (_, steps) => {
    steps.fail(fault);
    return false;
  };
}

/** Returns the budget of all filters of a campaign. */
export function createFilterBudget(): FilterBudget {
  return { conditions: MAX_CAMPAIGN_CONDITIONS, parts: MAX_CAMPAIGN_PARTS };
}

/**
 * Returns the faults of a filter. It may have only operators that compare, limited in depth and number, for itself and together with
 * the other filters of its campaign.
 */
export function checkFilter(filter: unknown, path: Path, campaign = createFilterBudget()): Fault[] {
  const budget = { left: MAX_CONDITIONS };
  const before = { ...campaign };
  const faults = checkDocument(filter, { path, depth: 1, budget, campaign, siblings: {} });
  if (faults.length > 0) return faults;
  campaign.conditions -= MAX_CONDITIONS - budget.left;
  return findBudgetFaults(path, before, campaign);
}

/** Returns the faults of the filter that exceeds the budget of the campaign. */
function findBudgetFaults(path: Path, before: FilterBudget, { conditions, parts }: FilterBudget): Fault[] {
  const createBudgetFault = (what: string, max: number) => ({
    path,
    found: 'more with this one',
    expected: `at most ${formatInteger(max)} ${what} in all filters of a campaign`,
  });
  return [
    ...(conditions < 0 && before.conditions >= 0 ? [createBudgetFault('conditions', MAX_CAMPAIGN_CONDITIONS)] : []),
    ...(parts < 0 && before.parts >= 0 ? [createBudgetFault('parts of regular expressions', MAX_CAMPAIGN_PARTS)] : []),
  ];
}

/** Checks conditions by field, or combinations of them by $and, $or and $nor. */
function checkDocument(query: unknown, at: CheckPosition): Fault[] {
  const bounds = findBoundFaults(query, at, 'an object of fields and conditions');
  if (!isObject(query) || bounds !== undefined) return bounds ?? [];
  return Object.entries(query).flatMap(([key, value]) => {
    const inside = { ...at, path: [...at.path, key], depth: at.depth + 1, siblings: query };
    if (key === '$not') return checkDocument(value, inside);
    if (LOGICAL_OPERATORS.includes(key)) return checkOperator(key, value, inside);
    if (key.startsWith('$')) return [createOperatorFault(key, inside, `a field, or ${LOGICAL_OPERATORS.join(', ')}`)];
    return [...checkField(key, inside), ...checkCondition(value, inside)];
  });
}

function checkField(key: string, { path }: CheckPosition): Fault[] {
  return isFieldPath(key) ? [] : [{ path, found: describeValue(key), expected: FIELD_PATH_EXPECTED }];
}

/** Checks the condition of a field: a value, or operators. */
function checkCondition(value: unknown, at: CheckPosition): Fault[] {
  return hasOperators(value) ? checkOperators(value, at) : checkValue(value, at);
}

function checkOperators(operators: unknown, at: CheckPosition): Fault[] {
  const bounds = findBoundFaults(operators, at, 'an object of operators');
  if (!isObject(operators) || bounds !== undefined) return bounds ?? [];
  return Object.entries(operators).flatMap(([key, operand]) => {
    const inside = { ...at, path: [...at.path, key], depth: at.depth + 1, siblings: operators };
    if (!key.startsWith('$') || LOGICAL_OPERATORS.includes(key))
      return [createOperatorFault(key, inside, OPERATOR_EXPECTED)];
    return checkOperator(key, operand, inside);
  });
}

function checkOperator(key: string, operand: unknown, at: CheckPosition): Fault[] {
  return OPERATORS.get(key)?.(operand, at) ?? [createOperatorFault(key, at, OPERATOR_EXPECTED)];
}

/** Checks the conditions of an element of a list, which is an object or a plain value. */
function checkElement(query: unknown, at: CheckPosition): Fault[] {
  return hasOnlyOperators(query) ? checkOperators(query, at) : checkDocument(query, at);
}

function checkAll(operand: unknown, at: CheckPosition): Fault[] {
  return checkList(operand, at, (item, inside) => {
    const isElemMatch = isObject(item) && Object.keys(item).join() === '$elemMatch';
    if (isElemMatch) return checkOperators(item, inside);
    return isObject(item) ? [createFault(item, inside, 'a plain value, or $elemMatch')] : checkValue(item, inside);
  });
}

function checkList(operand: unknown, at: CheckPosition, check: Check): Fault[] {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length > MAX_LIST_VALUES) {
    return [createFault(operand, at, `a list of 1 to ${formatInteger(MAX_LIST_VALUES)}`)];
  }
  return operand.flatMap((item, index) => check(item, { ...at, path: [...at.path, index] }));
}

/** Checks a value that fields are compared with. */
function checkValue(value: unknown, at: CheckPosition): Fault[] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [createFault(value, at, 'a finite number')];
  if (typeof value !== 'object')
    return [createFault(value, at, 'text, a number, true, false, null, a list or an object')];
  const bounds = findBoundFaults(value, at);
  if (bounds !== undefined) return bounds;
  return Object.entries(value).flatMap(([key, inner]) => {
    const inside = { ...at, path: [...at.path, Array.isArray(value) ? Number(key) : key], depth: at.depth + 1 };
    if (key.startsWith('$'))
      return [createOperatorFault(key, inside, 'a plain value here; conditions on inner fields are written with dots')];
    return FORBIDDEN_FIELDS.includes(key) ? checkField(key, inside) : checkValue(inner, inside);
  });
}

/**
 * Subtracts conditions from the budget, and returns the faults that end the check here: too deep, too many, or not an object with
 * fields. Returns undefined if the check can continue.
 */
function findBoundFaults(query: unknown, at: CheckPosition, shape?: string): Fault[] | undefined {
  if (at.budget.left < 0) return [];
  if (at.depth > MAX_DEPTH) return [createFault(query, at, `at most ${MAX_DEPTH} levels`)];
  const isEmpty = isObject(query) && Object.keys(query).length === 0 && at.depth > 1;
  if (shape !== undefined && (!isObject(query) || isEmpty)) return [createFault(query, at, shape)];
  at.budget.left -= Object.keys(query ?? {}).length;
  return at.budget.left < 0 ? [createFault(query, at, `at most ${MAX_CONDITIONS} conditions in a filter`)] : undefined;
}

const checkDocuments: Check = (operand, at) => checkList(operand, at, checkDocument);
const checkValues: Check = (operand, at) => checkList(operand, at, checkValue);
const checkOrdered: Check = (operand, at) => {
  const isOrdered = typeof operand === 'string' || Number.isFinite(operand);
  return isOrdered ? [] : [createFault(operand, at, 'a number or text')];
};
const createCheck =
  (holds: (operand: unknown) => boolean, expected: string): Check =>
  (operand, at) =>
    holds(operand) ? [] : [createFault(operand, at, expected)];

const OPERATORS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['$eq', checkValue],
  ['$ne', checkValue],
  ['$gt', checkOrdered],
  ['$gte', checkOrdered],
  ['$lt', checkOrdered],
  ['$lte', checkOrdered],
  ['$in', checkValues],
  ['$nin', checkValues],
  ['$exists', createCheck((operand) => typeof operand === 'boolean', 'true or false')],
  ['$size', createCheck((operand) => Number.isSafeInteger(operand) && Number(operand) >= 0, 'a whole number')],
  ['$mod', createCheck(isDivisorAndRemainder, 'a list of a divisor and a remainder, such as [2, 0]')],
  [
    '$type',
    createCheck((operand) => typeof operand === 'string' && TYPES.includes(operand), `one of ${TYPES.join(', ')}`),
  ],
  ['$regex', checkRegex],
  [
    '$options',
    (operand, at) => (Object.hasOwn(at.siblings, '$regex') ? [] : [createFault(operand, at, 'a $regex beside it')]),
  ],
  ['$all', checkAll],
  ['$elemMatch', checkElement],
  ['$not', checkOperators],
  ['$and', checkDocuments],
  ['$or', checkDocuments],
  ['$nor', checkDocuments],
]);
const OPERATOR_EXPECTED = `one of the operators ${[...OPERATORS.keys()].filter((key) => !LOGICAL_OPERATORS.includes(key)).join(', ')}`;

function isDivisorAndRemainder(operand: unknown): boolean {
  return Array.isArray(operand) && operand.length === 2 && operand.every(Number.isSafeInteger) && operand[0] !== 0;
}

function checkRegex(operand: unknown, at: CheckPosition): Fault[] {
  const checked = checkPattern(operand, at.siblings.$options);
  if ('expected' in checked) return [createFault(operand, at, checked.expected)];
  at.campaign.parts -= checked.states;
  return [];
}

function createFault(value: unknown, { path }: CheckPosition, expected: string): Fault {
  return { path, found: describeValue(value), expected };
}

function createOperatorFault(key: string, { path }: CheckPosition, expected: string): Fault {
  return { path, found: describeValue(key), expected };
}
