import { isObject } from './contracts/object.ts';
import type { Filter } from './contracts/selector.ts';
import { equalTo, ownField, type Test, VALUE_TESTS } from './value-test.ts';
import type { Work } from './work.ts';

/** Operators that join filters, in place of a field. */
export const LOGICAL: readonly string[] = ['$and', '$or', '$nor'];

/** Compiles a filter in which there is no fault. */
export function documentTest(filter: Filter): Test {
  return every(Object.entries(filter).map(([key, operand]) => memberTest(key, operand)));
}

/** Whether a condition holds operators; else it is the value that the field must have. */
export function hasOperators(condition: unknown): condition is Filter {
  return isObject(condition) && Object.keys(condition).some((key) => key.startsWith('$'));
}

/** Whether the conditions of an element are operators alone; else they are a filter of its fields. */
export function isOperators(query: unknown): query is Filter {
  return isObject(query) && Object.keys(query).every((key) => key.startsWith('$') && !LOGICAL.includes(key));
}

function memberTest(key: string, operand: unknown): Test {
  switch (key) {
    case '$and':
      return every(filtersOf(operand).map(documentTest));
    case '$or':
      return some(filtersOf(operand).map(documentTest));
    case '$nor':
      return not(some(filtersOf(operand).map(documentTest)));
    case '$not':
      return not(every(filtersOf([operand]).map(documentTest)));
    default: {
      const path = key.split('.');
      return hasOperators(operand) ? operatorsTest(operand, path) : anyValue(path, equalTo(operand));
    }
  }
}

function operatorsTest(operators: Filter, path: readonly string[]): Test {
  const names = Object.keys(operators).filter((key) => key !== '$options');
  return every(names.map((name) => operatorTest(name, operators, path)));
}

function operatorTest(name: string, operators: Filter, path: readonly string[]): Test {
  const operand = operators[name];
  switch (name) {
    case '$ne':
      return not(operatorTest('$eq', { $eq: operand }, path));
    case '$nin':
      return not(operatorTest('$in', { $in: operand }, path));
    case '$exists':
      return operand === true ? anyValue(path, isThere) : not(anyValue(path, isThere));
    case '$not':
      return not(every(filtersOf([operand]).map((each) => operatorsTest(each, path))));
    case '$all':
      return every(
        itemsOf(operand).map((item) => anyValue(path, isOperators(item) ? element(item['$elemMatch']) : equalTo(item))),
      );
    case '$elemMatch':
      return anyValue(path, element(operand));
    default: {
      const compile = VALUE_TESTS.get(name);
      if (compile === undefined) throw new Error(`${name}: expected an operator that can be compiled`);
      return anyValue(path, compile(operand, operators['$options']));
    }
  }
}

/** Whether one element of a list meets all conditions. */
function element(conditions: unknown): Test {
  const test = isOperators(conditions)
    ? operatorsTest(conditions, [])
    : every(filtersOf([conditions]).map(documentTest));
  return (value, work) => Array.isArray(value) && value.some((item) => work.isSpent || test(item, work));
}

interface Search {
  readonly path: readonly string[];
  readonly test: Test;
  readonly work: Work;
  /** How many values the path has led to. */
  found: number;
}

/** Whether a value that a path leads to passes: of a list, its elements and itself. A path that leads nowhere leads to nothing. */
function anyValue(path: readonly string[], test: Test): Test {
  return (document, work) => {
    const search: Search = { path, test, work, found: 0 };
    return finds(document, 0, search) || (search.found === 0 && test(undefined, work));
  };
}

/** Reads fields of objects and elements of lists only: never the length of a list, nor what the language gives every object. */
function finds(value: unknown, depth: number, search: Search): boolean {
  search.work.take();
  const key = search.path[depth];
  if (Array.isArray(value)) {
    if (key !== undefined && /^\d+$/.test(key)) return finds(value[Number(key)], depth + 1, search);
    for (const item of value) if (search.work.isSpent || finds(item, depth, search)) return true;
    if (key !== undefined) return false;
  } else if (key !== undefined && isObject(value)) return finds(ownField(value, key), depth + 1, search);
  search.found += 1;
  return search.test(key === undefined ? value : undefined, search.work);
}

const isThere: Test = (value) => value !== null && value !== undefined;
const not =
  (test: Test): Test =>
  (value, work) =>
    !test(value, work);
const itemsOf = (operand: unknown): readonly unknown[] => (Array.isArray(operand) ? operand : []);
const filtersOf = (operand: unknown): Filter[] => itemsOf(operand).filter(isObject);

function every(tests: readonly Test[]): Test {
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return (value, work) => tests.every((test) => test(value, work));
}

function some(tests: readonly Test[]): Test {
  return (value, work) => tests.some((test) => test(value, work));
}
