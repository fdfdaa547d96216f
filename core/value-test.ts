import { isObject } from './contracts/object.ts';
import { compilePattern } from './pattern.ts';
import { readPattern } from './pattern-syntax.ts';
import type { Work } from './work.ts';

/** Whether a value passes. The answer means nothing where the work is spent. */
export type Test = (value: unknown, work: Work) => boolean;

/** Compiles a test of one value from the operand of an operator, and from $options beside it. */
type Compile = (operand: unknown, options: unknown) => Test;

/** The operators that one value is enough for. */
export const VALUE_TESTS: ReadonlyMap<string, Compile> = new Map<string, Compile>([
  ['$eq', equalTo],
  ['$in', oneOf],
  ['$gt', ordered(1)],
  ['$gte', ordered(0, 1)],
  ['$lt', ordered(-1)],
  ['$lte', ordered(-1, 0)],
  ['$mod', remainderOf],
  ['$size', (size) => (value) => Array.isArray(value) && value.length === size],
  ['$type', (type) => (value) => typeOf(value) === type],
  ['$regex', matching],
]);

/** What listing a field of an object costs, as steps: so long does it take. */
const FIELD_STEPS = 4;

/** Whether a value equals another. A field that is null is as good as absent, at any depth (R67). */
export function equalTo(operand: unknown): Test {
  if (typeof operand !== 'object' || operand === null) return (value) => (value ?? null) === operand;
  return (value, work) => areEqual(value, operand, work);
}

function areEqual(value: unknown, operand: unknown, work: Work): boolean {
  work.take();
  if (work.isSpent) return false;
  if (Array.isArray(value) && Array.isArray(operand)) {
    return value.length === operand.length && operand.every((item, index) => areEqual(value[index], item, work));
  }
  if (!isObject(value) || !isObject(operand)) return (value ?? null) === (operand ?? null);
  const wanted = fieldsOf(operand, work);
  const hasWanted = wanted.every((key) => areEqual(ownField(value, key), operand[key], work));
  return hasWanted && fieldsOf(value, work).length === wanted.length;
}

function fieldsOf(value: Readonly<Record<string, unknown>>, work: Work): string[] {
  const keys = Object.keys(value);
  work.take(keys.length * FIELD_STEPS);
  return keys.filter((key) => (value[key] ?? null) !== null);
}

/** Returns a field of an object's own, and nothing of what every object has from the language. */
export function ownField(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Plain values are looked up, so that a long list costs no more than a short one. */
function oneOf(operand: unknown): Test {
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [];
  const plain = new Set(values.filter((value) => typeof value !== 'object' || value === null));
  const others = values.filter((value) => !plain.has(value)).map(equalTo);
  return (value, work) =>
    typeof value === 'object' && value !== null ? others.some((test) => test(value, work)) : plain.has(value ?? null);
}

/** Compares numbers with numbers and text with text; holds for these signs: -1 is less, 1 is greater. */
function ordered(...signs: readonly number[]): Compile {
  return (operand) => (value) => {
    if (typeof value === 'number' && typeof operand === 'number') return signs.includes(Math.sign(value - operand));
    if (typeof value !== 'string' || typeof operand !== 'string') return false;
    return signs.includes(value === operand ? 0 : value < operand ? -1 : 1);
  };
}

function remainderOf(operand: unknown): Test {
  const [divisor = 1, remainder] = Array.isArray(operand) ? operand.map(Number) : [];
  return (value) => typeof value === 'number' && value % divisor === remainder;
}

function matching(pattern: unknown, options: unknown): Test {
  const node = readPattern(String(pattern));
  if ('expected' in node) throw new Error(`$regex: expected ${node.expected}`);
  const test = compilePattern(node, typeof options === 'string' ? options : '');
  return (value, work) => typeof value === 'string' && test(value, work);
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
