import { isObject } from './contracts/object.ts';
import type { Filter } from './contracts/selector.ts';
import type { StepCounter } from './step-counter.ts';
import { compileEquals, getOwnField, VALUE_TESTS, type ValueTest } from './value-test.ts';

/** Operators that combine filters, in the place of a field. */
export const LOGICAL_OPERATORS: readonly string[] = ['$and', '$or', '$nor'];

/** Compiles a filter that has no fault. */
export function compileDocument(filter: Filter): ValueTest {
  return allOf(Object.entries(filter).map(([key, operand]) => compileMember(key, operand)));
}

/** Returns whether a condition has operators. Without them it is the value that the field must have. */
export function hasOperators(condition: unknown): condition is Filter {
  return isObject(condition) && Object.keys(condition).some((key) => key.startsWith('$'));
}

/** Returns whether the conditions of an element are only operators. Otherwise they are a filter of its fields. */
export function hasOnlyOperators(query: unknown): query is Filter {
  return isObject(query) && Object.keys(query).every((key) => key.startsWith('$') && !LOGICAL_OPERATORS.includes(key));
}

function compileMember(key: string, operand: unknown): ValueTest {
  switch (key) {
    case '$and':
      return allOf(toFilters(operand).map(compileDocument));
    case '$or':
      return anyOf(toFilters(operand).map(compileDocument));
    case '$nor':
      return negate(anyOf(toFilters(operand).map(compileDocument)));
    case '$not':
      return negate(allOf(toFilters([operand]).map(compileDocument)));
    default: {
      const path = key.split('.');
      return hasOperators(operand) ? compileOperators(operand, path) : compilePath(path, compileEquals(operand));
    }
  }
}

function compileOperators(operators: Filter, path: readonly string[]): ValueTest {
  const names = Object.keys(operators).filter((key) => key !== '$options');
  return allOf(names.map((name) => compileOperator(name, operators, path)));
}

function compileOperator(name: string, operators: Filter, path: readonly string[]): ValueTest {
  const operand = operators[name];
  switch (name) {
    case '$ne':
      return negate(compileOperator('$eq', { $eq: operand }, path));
    case '$nin':
      return negate(compileOperator('$in', { $in: operand }, path));
    case '$exists':
      return operand === true ? compilePath(path, isPresent) : negate(compilePath(path, isPresent));
    case '$not':
      return negate(allOf(toFilters([operand]).map((each) => compileOperators(each, path))));
    case '$all':
      return allOf(
        toItems(operand).map((item) =>
          compilePath(path, hasOnlyOperators(item) ? compileElement(item['$elemMatch']) : compileEquals(item)),
        ),
      );
    case '$elemMatch':
      return compilePath(path, compileElement(operand));
    default: {
      const compile = VALUE_TESTS.get(name);
      if (compile === undefined) throw new Error(`${name}: expected an operator that can be compiled`);
      return compilePath(path, compile(operand, operators['$options']));
    }
  }
}

/** Compiles the test of whether one element of a list meets all conditions. */
function compileElement(conditions: unknown): ValueTest {
  const test = hasOnlyOperators(conditions)
    ? compileOperators(conditions, [])
    : allOf(toFilters([conditions]).map(compileDocument));
  return (value, steps) => Array.isArray(value) && value.some((item) => steps.isExhausted || test(item, steps));
}

interface Search {
  readonly path: readonly string[];
  readonly test: ValueTest;
  readonly steps: StepCounter;
  /** The number of values at the path so far. */
  found: number;
}

/**
 * Compiles the test of whether a value at a path passes: for a list, one of its elements or the list itself. If there is no value at
 * the path, the test gets undefined.
 */
function compilePath(path: readonly string[], test: ValueTest): ValueTest {
  return (document, steps) => {
    const search: Search = { path, test, steps, found: 0 };
    return matchesAt(document, 0, search) || (search.found === 0 && test(undefined, steps));
  };
}

/**
 * Returns whether a value at the rest of a path passes. It reads only fields of objects and elements of lists, never the length of a
 * list or what every JavaScript object inherits.
 */
function matchesAt(value: unknown, depth: number, search: Search): boolean {
  search.steps.add();
  const key = search.path[depth];
  if (Array.isArray(value)) {
    if (key !== undefined && /^\d+$/.test(key)) return matchesAt(value[Number(key)], depth + 1, search);
    for (const item of value) if (search.steps.isExhausted || matchesAt(item, depth, search)) return true;
    if (key !== undefined) return false;
  } else if (key !== undefined && isObject(value)) return matchesAt(getOwnField(value, key), depth + 1, search);
  search.found += 1;
  return search.test(key === undefined ? value : undefined, search.steps);
}

const isPresent: ValueTest = (value) => value !== null && value !== undefined;
const negate =
  (test: ValueTest): ValueTest =>
  (value, steps) =>
    !test(value, steps);
const toItems = (operand: unknown): readonly unknown[] => (Array.isArray(operand) ? operand : []);
const toFilters = (operand: unknown): Filter[] => toItems(operand).filter(isObject);

function allOf(tests: readonly ValueTest[]): ValueTest {
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return (value, steps) => tests.every((test) => test(value, steps));
}

function anyOf(tests: readonly ValueTest[]): ValueTest {
  return (value, steps) => tests.some((test) => test(value, steps));
}
