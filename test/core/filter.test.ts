import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkFilter, compileFilter } from '../../core/filter.ts';

const nested = (levels: number): Record<string, unknown> =>
  levels <= 2 ? { price: { $gt: 1 } } : { $and: [nested(levels - 1)] };
const conditions = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 1]));
const regex = (pattern: unknown, $options?: unknown) => ({
  name: { $regex: pattern, ...($options === undefined ? {} : { $options }) },
});

describe('a filter', () => {
  test.each([
    ['compares', { price: { $gte: 20 } }, { price: 20 }, { price: 19.99 }],
    [
      'reads inner fields',
      { 'properties.list': 'gold' },
      { properties: { list: 'gold' } },
      { properties: { list: 'tin' } },
    ],
    ['reads lists', { tags: { $all: ['a', 'b'] } }, { tags: ['b', 'a'] }, { tags: ['a'] }],
    ['knows alternatives', { $or: [{ a: 1 }, { b: { $in: [2, 3] } }] }, { b: 3 }, { b: 4 }],
    ['negates', { a: { $not: { $gt: 5 } } }, { a: 5 }, { a: 6 }],
    ['negates a document', { $not: { a: 1 } }, { a: 2 }, { a: 1 }],
    [
      'reads elements',
      { items: { $elemMatch: { sku: 'x', n: { $gt: 1 } } } },
      { items: [{ sku: 'x', n: 2 }] },
      { items: [{ sku: 'x', n: 1 }] },
    ],
    ['reads plain elements', { n: { $elemMatch: { $gt: 1, $lt: 3 } } }, { n: [0, 2] }, { n: [0, 4] }],
    ['tells what is there', { coupon: { $exists: false } }, {}, { coupon: 'x' }],
    ['tells types', { price: { $type: 'number' } }, { price: 1 }, { price: '1' }],
    ['counts', { tags: { $size: 2 } }, { tags: [1, 2] }, { tags: [1] }],
    ['divides', { n: { $mod: [4, 1] } }, { n: 5 }, { n: 6 }],
    ['matches text', regex('^sho[ep]s?$', 'i'), { name: 'Shoes' }, { name: 'ships' }],
    ['lets everything through when empty', {}, {}, undefined],
  ])('%s', (_, filter, passes, fails) => {
    expect(checkFilter(filter, [])).toEqual([]);
    expect(compileFilter(filter)(passes)).toBe(true);
    if (fails !== undefined) expect(compileFilter(filter)(fails)).toBe(false);
  });

  test.each([
    ['$where', { $where: 'true' }, ['where', '$where']],
    ['an unknown operator', { price: { $above: 1 } }, ['where', 'price', '$above']],
    ['an operator without a field', { $gt: 1 }, ['where', '$gt']],
    ['an operator without a field, negated', { $not: { $gt: 1 } }, ['where', '$not', '$gt']],
    ['alternatives of one field', { price: { $or: [{ $gt: 1 }] } }, ['where', 'price', '$or']],
    ['fields beside operators', { price: { $gt: 1, amount: 2 } }, ['where', 'price', 'amount']],
    ['conditions inside a value', { properties: { n: { $gt: 1 } } }, ['where', 'properties', 'n', '$gt']],
    ['no alternatives', { $or: [] }, ['where', '$or']],
    ['an empty alternative', { $or: [{}] }, ['where', '$or', 0]],
    ['$or of an object', { $or: { a: 1 } }, ['where', '$or']],
    ['a list to compare with', { a: { $gt: [1] } }, ['where', 'a', '$gt']],
    ['infinity', { a: { $lt: Number.POSITIVE_INFINITY } }, ['where', 'a', '$lt']],
    ['conditions among the values of $in', { a: { $in: [{ $gt: 1 }] } }, ['where', 'a', '$in', 0, '$gt']],
    ['$in of one value', { a: { $in: 1 } }, ['where', 'a', '$in']],
    ['a division by zero', { a: { $mod: [0, 1] } }, ['where', 'a', '$mod']],
    ['$options alone', { a: { $options: 'i' } }, ['where', 'a', '$options']],
    ['an unknown type', { a: { $type: 'date' } }, ['where', 'a', '$type']],
    ['the prototype', { 'a.__proto__.b': 1 }, ['where', 'a.__proto__.b']],
    ['the constructor', { constructor: 1 }, ['where', 'constructor']],
    ['a list', [], ['where']],
    ['nothing', null, ['where']],
  ])('does not know %s', (_, filter, path) => {
    expect(checkFilter(filter, ['where'])).toMatchObject([{ path }]);
  });

  test('is at most 8 levels deep', () => {
    expect(checkFilter(nested(8), [])).toEqual([]);
    expect(checkFilter(nested(9), [])).toMatchObject([{ expected: 'at most 8 levels' }]);
  });

  test('has at most 200 conditions, and says so once', () => {
    expect(checkFilter(conditions(200), [])).toEqual([]);
    expect(checkFilter(conditions(201), [])).toMatchObject([
      { path: [], expected: 'at most 200 conditions in a filter' },
    ]);
  });

  test('that contains itself is refused', () => {
    const filter: Record<string, unknown> = {};
    filter.$or = [filter, filter];
    expect(checkFilter(filter, [])).not.toEqual([]);
  });

  test('with faults is never run', () => {
    expect(() => compileFilter({ $where: 'process.exit()' })).toThrow('A filter is broken at $where');
  });
});

describe('a regular expression in a filter', () => {
  test.each([
    '^a{0,30}$',
    '(red|green|blue)',
    'a\\+b',
    '[*+]',
    'colou?r',
    '(?:a|b)c',
    '(?=a)b',
    'x'.repeat(200),
    '🦊'.repeat(200),
    'a{2,5}?',
  ])('may be %s', (pattern) => {
    expect(checkFilter(regex(pattern), [])).toEqual([]);
  });

  test.each([
    ['a*', 'unbounded'],
    ['a+', 'unbounded'],
    ['[ab]+?', 'unbounded'],
    ['a{2,}', 'unbounded'],
    ['(a|b)?', 'quantified groups'],
    ['(a{1,5}){1,5}', 'quantified groups'],
    ['(a)\\1', 'backreferences'],
    ['(?<x>a)\\k<x>', 'backreferences'],
    ['(', 'can be read'],
    ['x'.repeat(201), 'at most 200 characters'],
    ['🦊'.repeat(201), 'at most 200 characters'],
    ['a{201}', 'repeats at most 200 times'],
    ['a?'.repeat(12), 'ways'],
    ['(a|a)'.repeat(12), 'ways'],
    ['a{0,50}a{0,50}', 'ways'],
    [7, 'at most 200 characters'],
  ])('may not be %s', (pattern, expected) => {
    expect(checkFilter(regex(pattern), [])).toMatchObject([
      { path: ['name', '$regex'], expected: expect.stringContaining(expected) },
    ]);
  });

  test.each(['g', 'y', 'u', 'ii', 5])('may not have the option %s', (option) => {
    expect(checkFilter(regex('a', option), [])).toHaveLength(1);
  });

  test('answers in time on text made to hurt it', () => {
    const slowest = compileFilter(regex('a{0,30}a{0,30}b'));
    const began = performance.now();
    expect(slowest({ name: 'a'.repeat(10_000) })).toBe(false);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('hostile data', () => {
  const tests = [
    { 'a.b': 1 },
    { a: { $elemMatch: { b: { $gt: 1 } } } },
    { a: { $mod: [2, 1] } },
    { a: { $size: 1 } },
    regex('a'),
  ];

  test.each([
    ['nothing', null],
    ['not even nothing', undefined],
    ['a number', 7],
    ['text', 'text'],
    ['a list', []],
    ['a list in a list', [[]]],
    ['an empty field', { a: null }],
    ['two empty ones', { a: [null, null] }],
    ['lists far down', { a: { b: { b: [] } } }],
    ['names of the language', { hasOwnProperty: 1, a: [2, { toJSON: 1 }] }],
  ])('such as %s passes no filter, and throws in none', (_, data) => {
    for (const filter of tests) expect([filter, compileFilter(filter)(data)]).toEqual([filter, false]);
  });

  test('that throws when read does not pass', () => {
    const trap = {
      get a() {
        throw new Error('trap');
      },
    };
    expect(compileFilter({ a: 1 })(trap)).toBe(false);
  });

  test('of any kind neither throws in the check nor in the test', () => {
    fc.assert(
      fc.property(
        fc.object({
          key: fc.constantFrom(
            '$or',
            '$and',
            '$not',
            '$in',
            '$gt',
            '$regex',
            '$all',
            '$elemMatch',
            'a',
            'a.b',
            '__proto__',
          ),
        }),
        fc.anything(),
        (filter, data) => {
          if (checkFilter(filter, []).length === 0) expect(compileFilter(filter)(data)).toEqual(expect.any(Boolean));
        },
      ),
    );
  });
});
