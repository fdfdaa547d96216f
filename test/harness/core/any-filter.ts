import fc from 'fast-check';
import type { Filter } from '../../../core/contracts/selector.ts';

type Value = fc.Arbitrary<unknown>;

/** The values and patterns that filters and data are made of. */
export interface Ingredients {
  readonly plain: Value;
  /** Operators of one field in addition to the usual ones, each with its operand. */
  readonly operators?: Readonly<Record<string, Value>>;
  readonly patterns: readonly string[];
}

const fields = fc.constantFrom('a', 'b', 'a.b', 'b.a', 'a.0.b', 'b.1.a', 'a.b.a');
const names = ['a', 'b'] as const;
const objectOf = (value: Value) =>
  fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 2, noNullPrototype: true });

/** Generates data as events and profiles carry it: no list directly within a list, where MongoDB and sift differ. */
export function anyData({ plain }: Pick<Ingredients, 'plain'>): Value {
  const inner = fc.oneof(plain, objectOf(fc.oneof(plain, fc.array(plain, { maxLength: 3 }))));
  return objectOf(fc.oneof(inner, fc.array(inner, { maxLength: 3 }), objectOf(fc.array(inner, { maxLength: 2 }))));
}

/** Generates filters that pass the check. */
export function anyFilter({ plain, operators = {}, patterns }: Ingredients): fc.Arbitrary<Filter> {
  const value = fc.oneof(plain, plain, fc.array(plain, { maxLength: 2 }), objectOf(plain));
  const list = (of: Value) => fc.array(of, { minLength: 1, maxLength: 4 });
  const ordered = fc.constantFrom<unknown>(0, 1, 'a', 'b');
  const simple = {
    $eq: value,
    $ne: value,
    $gt: ordered,
    $gte: ordered,
    $lt: ordered,
    $lte: ordered,
    $in: list(value),
    $nin: list(value),
    $exists: fc.boolean(),
    $type: fc.constantFrom('number', 'string', 'bool', 'array'),
    $size: fc.nat(3),
    $all: list(plain),
    $regex: fc.constantFrom(...patterns),
    ...operators,
  };
  const some = (all: Record<string, Value>) =>
    fc
      .subarray(Object.keys(all), { minLength: 1, maxLength: 2 })
      .chain((keys) => fc.record(pick(all, keys), { noNullPrototype: true }));
  const { filter } = fc.letrec<{ filter: Filter; operators: Filter }>((tie) => ({
    operators: some({ ...simple, $not: some(simple), $elemMatch: fc.oneof(some(simple), tie('filter')) }),
    filter: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.dictionary(fields, fc.oneof(plain, tie('operators')), { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
      fc.record({ $and: list(tie('filter')) }, { noNullPrototype: true }),
      fc.record({ $or: list(tie('filter')) }, { noNullPrototype: true }),
      fc.record({ $nor: list(tie('filter')) }, { noNullPrototype: true }),
    ),
  }));
  return filter;
}

function pick(all: Record<string, Value>, keys: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => keys.includes(key)));
}
