import { isObject } from './contracts/object.ts';
import { compilePattern } from './pattern.ts';
import { parsePattern } from './pattern-syntax.ts';
import type { StepCounter } from './step-counter.ts';

/** A test of a value. The result has no meaning if the work is spent. */
export type ValueTest = (value: unknown, steps: StepCounter) => boolean;

/** A function that compiles the test of a value from the operand of an operator and its $options. */
type Compile = (operand: unknown, options: unknown) => ValueTest;

/** The operators that test a single value. */
export const VALUE_TESTS: ReadonlyMap<string, Compile> = new Map<string, Compile>([
  ['$eq', compileEquals],
  ['$in', compileIn],
  ['$gt', compileComparison(1)],
  ['$gte', compileComparison(0, 1)],
  ['$lt', compileComparison(-1)],
  ['$lte', compileComparison(-1, 0)],
  ['$mod', compileMod],
  ['$size', (size) => (value) => Array.isArray(value) && value.length === size],
  ['$type', (type) => (value) => getTypeName(value) === type],
  ['$regex', compileRegex],
]);

/** The cost of listing a field of an object in steps, by the time it takes. */
const FIELD_STEPS = 4;

/** Compiles the test of whether a value equals another. A field that is null counts as absent, at any depth (R67). */
export function compileEquals(operand: unknown): ValueTest {
  if (typeof operand !== 'object' || operand === null) return (value) => (value ?? null) === operand;
  return (value, steps) => isEqual(value, operand, steps);
}

function isEqual(value: unknown, operand: unknown, steps: StepCounter): boolean {
  steps.add();
  if (steps.isExhausted) return false;
  if (Array.isArray(value) && Array.isArray(operand)) {
    return value.length === operand.length && operand.every((item, index) => isEqual(value[index], item, steps));
  }
  if (!isObject(value) || !isObject(operand)) return (value ?? null) === (operand ?? null);
  const wanted = listPresentFields(operand, steps);
  const hasWanted = wanted.every((key) => isEqual(getOwnField(value, key), operand[key], steps));
  return hasWanted && listPresentFields(value, steps).length === wanted.length;
}

function listPresentFields(value: Readonly<Record<string, unknown>>, steps: StepCounter): string[] {
  const keys = Object.keys(value);
  steps.add(keys.length * FIELD_STEPS);
  return keys.filter((key) => (value[key] ?? null) !== null);
}

/** Returns an own field of an object; undefined for what every object of JavaScript inherits. */
export function getOwnField(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Compiles the test of whether a value is in a list. Plain values are looked up in a set, so that a long list costs no more than a short one. */
function compileIn(operand: unknown): ValueTest {
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [];
  const plain = new Set(values.filter((value) => typeof value !== 'object' || value === null));
  const others = values.filter((value) => !plain.has(value)).map(compileEquals);
  return (value, steps) =>
    typeof value === 'object' && value !== null ? others.some((test) => test(value, steps)) : plain.has(value ?? null);
}

/** Compiles a comparison of numbers with numbers and text with text. It passes for the given signs: -1 is less, 1 is greater. */
function compileComparison(...signs: readonly number[]): Compile {
  return (operand) => (value) => {
    if (typeof value === 'number' && typeof operand === 'number') return signs.includes(Math.sign(value - operand));
    if (typeof value !== 'string' || typeof operand !== 'string') return false;
    return signs.includes(value === operand ? 0 : value < operand ? -1 : 1);
  };
}

function compileMod(operand: unknown): ValueTest {
  const [divisor = 1, remainder] = Array.isArray(operand) ? operand.map(Number) : [];
  return (value) => typeof value === 'number' && value % divisor === remainder;
}

function compileRegex(pattern: unknown, options: unknown): ValueTest {
  const node = parsePattern(String(pattern));
  if ('expected' in node) throw new Error(`$regex: expected ${node.expected}`);
  const test = compilePattern(node, typeof options === 'string' ? options : '');
  return (value, steps) => typeof value === 'string' && test(value, steps);
}

function getTypeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
