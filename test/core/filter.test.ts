import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Filter } from '../../core/contracts/selector.ts';
import { checkFilter, compileFilter, createFilterBudget } from '../../core/filter.ts';
import { StepCounter } from '../../core/step-counter.ts';
import { anyFilter } from '../harness/core/any-filter.ts';

const passes = (filter: Filter, data: unknown): boolean => compileFilter(filter)(data, new StepCounter());
/** Counts the steps that a filter takes for some data. */
const stepsOf = (filter: Filter, data: unknown): number => {
  const work = new StepCounter(Number.POSITIVE_INFINITY);
  compileFilter(filter)(data, work);
  return work.count;
};

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
  ])('a filter %s', (_, filter, holds, fails) => {
    expect(checkFilter(filter, [])).toEqual([]);
    expect(passes(filter, holds)).toBe(true);
    if (fails !== undefined) expect(passes(filter, fails)).toBe(false);
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
  ])('a filter with %s is refused', (_, filter, path) => {
    expect(checkFilter(filter, ['where'])).toMatchObject([{ path }]);
  });

  test('a filter is at most 8 levels deep', () => {
    expect(checkFilter(nested(8), [])).toEqual([]);
    expect(checkFilter(nested(9), [])).toMatchObject([{ expected: 'at most 8 levels' }]);
  });

  test('a filter of more than 200 conditions is refused with one fault', () => {
    expect(checkFilter(conditions(200), [])).toEqual([]);
    expect(checkFilter(conditions(201), [])).toMatchObject([
      { path: [], expected: 'at most 200 conditions in a filter' },
    ]);
  });

  test('the filters of a campaign have at most 1,000 conditions together, so that one campaign cannot hold up all (R78)', () => {
    const campaign = createFilterBudget();
    for (let filter = 0; filter < 5; filter++) expect(checkFilter(conditions(200), [filter], campaign)).toEqual([]);
    expect(checkFilter({ a: 1 }, ['exceptions', 0, 'where'], campaign)).toEqual([
      {
        path: ['exceptions', 0, 'where'],
        found: 'more with this one',
        expected: 'at most 1,000 conditions in all filters of a campaign',
      },
    ]);
    expect(checkFilter({ a: 1 }, ['audience'], campaign)).toEqual([]);
  });

  test('the filters of a campaign have regular expressions of at most 10,000 parts together (R78)', () => {
    const campaign = createFilterBudget();
    for (let filter = 0; filter < 10; filter++) {
      expect(checkFilter(regex('a{1000}'), [filter], campaign)).toEqual([]);
    }
    expect(checkFilter(regex('a'), ['audience'], campaign)).toMatchObject([
      { path: ['audience'], expected: 'at most 10,000 parts of regular expressions in all filters of a campaign' },
    ]);
  });

  test('a filter that contains itself is refused', () => {
    const filter: Record<string, unknown> = {};
    filter.$or = [filter, filter];
    expect(checkFilter(filter, [])).not.toEqual([]);
  });

  test('a published filter with faults is never run and says why, so that it does not stop other campaigns (R61)', () => {
    const work = new StepCounter();
    expect(compileFilter({ $where: 'process.exit()' })({}, work)).toBe(false);
    expect([work.isExhausted, work.fault]).toMatchObject([true, { path: ['$where'] }]);
  });
});

describe('a regular expression in a filter', () => {
  test.each([
    '^a{0,30}$',
    '(red|green|blue)',
    'a\\+b',
    '[*+]',
    'colou?r',
    '(?=a)b',
    '(?<!a)b',
    'x'.repeat(200),
    '🦊'.repeat(100),
    '.*',
    '[ab]+?',
    'a{2,}',
    '(a|b)?',
    '(a+)+$',
    '(a{1,5}){1,5}',
    'a?'.repeat(100),
    'a{0,50}a{0,50}',
    '(?<list>books|music)',
    'a{1000}',
  ])('a regular expression in a filter may be %s', (pattern) => {
    expect(checkFilter(regex(pattern), [])).toEqual([]);
  });

  test.each([
    ['(a)\\1', 'backreferences'],
    ['(?<x>a)\\k<x>', 'backreferences'],
    ['(?i:a)', '$options hold for all of it'],
    ['\\c1', 'a letter after \\c'],
    ['(', 'can be read'],
    ['a**', 'can be read'],
    ['x'.repeat(201), 'at most 200 characters'],
    ['🦊'.repeat(201), 'at most 200 characters'],
    ['a{1001}', 'at most 1,000 parts'],
    ['((a{99}){99}){99}', 'at most 1,000 parts'],
    [7, 'at most 200 characters'],
  ])('a regular expression in a filter may not be %s', (pattern, expected) => {
    expect(checkFilter(regex(pattern), [])).toMatchObject([
      { path: ['name', '$regex'], expected: expect.stringContaining(expected) },
    ]);
  });

  test.each(['g', 'y', 'u', 'ii', 5])('a regular expression in a filter may not have the option %s', (option) => {
    expect(checkFilter(regex('a', option), [])).toHaveLength(1);
  });
});

describe('a field that is null', () => {
  const lacking = [{}, { coupon: null }];

  test.each([
    ['$exists: false', { coupon: { $exists: false } }],
    ['null', { coupon: null }],
    ['$eq: null', { coupon: { $eq: null } }],
    ['$in with null', { coupon: { $in: ['x', null] } }],
    ["$type: 'null'", { coupon: { $type: 'null' } }],
    ['an inner field that is absent', { 'coupon.code': { $exists: false } }],
    ['an inner field that is null', { 'coupon.code': null }],
  ])(
    'a field that is null counts as absent with %s, so that a user with a null coupon is treated as one without (R67)',
    (_, filter) => {
      for (const data of lacking) expect([data, passes(filter, data)]).toEqual([data, true]);
      expect(passes(filter, { coupon: { code: 'x' } })).toBe(false);
    },
  );

  test.each([
    ['$ne', { coupon: { $ne: 'x' } }],
    ['$nin', { coupon: { $nin: ['x'] } }],
    ['$not', { coupon: { $not: { $gt: 'a' } } }],
  ])(
    'a field that is null is not the value that %s names, so that a user with a null coupon is treated as one without (R67)',
    (_, filter) => {
      for (const data of lacking) expect([data, passes(filter, data)]).toEqual([data, true]);
      expect(passes(filter, { coupon: 'x' })).toBe(false);
    },
  );

  test.each([
    ['$exists: true', { coupon: { $exists: true } }],
    ['$ne: null', { coupon: { $ne: null } }],
    ['$nin with null', { coupon: { $nin: [null] } }],
    ["not $type: 'null'", { coupon: { $not: { $type: 'null' } } }],
  ])(
    'a field that is null does not match %s, so that no message is sent for a coupon that does not exist (R67)',
    (_, filter) => {
      for (const data of lacking) expect([data, passes(filter, data)]).toEqual([data, false]);
      for (const coupon of ['x', 0, false, '', [], {}])
        expect([coupon, passes(filter, { coupon })]).toEqual([coupon, true]);
    },
  );

  test.each([
    ['in some elements of a list', { items: [{ sku: null }, { sku: 'x' }] }, true],
    ['in every element of a list', { items: [{ sku: null }, {}] }, false],
    ['under an empty list', { items: [] }, false],
    ['under null', { items: null }, false],
    ['under text', { items: 'x' }, false],
    ['nowhere: one element has it', { items: [{ sku: 0 }] }, true],
  ])('$exists tells whether the field exists: %s (R67)', (_, data, isThere) => {
    expect(passes({ 'items.sku': { $exists: true } }, data)).toBe(isThere);
    expect(passes({ 'items.sku': { $exists: false } }, data)).toBe(!isThere);
    if (!isThere) expect(passes({ 'items.sku': null }, data)).toBe(true);
  });

  test('a field that is null counts as absent when whole objects are compared (R67)', () => {
    const filter = { properties: { list: 'books' } };
    expect(passes(filter, { properties: { list: 'books', note: null } })).toBe(true);
    expect(passes(filter, { properties: { list: 'books', note: '' } })).toBe(false);
    expect(passes({ properties: { list: 'books', note: null } }, { properties: { list: 'books' } })).toBe(true);
  });

  test('a null in a list is an element like any other', () => {
    expect(passes({ tags: null }, { tags: ['a', null] })).toBe(true);
    expect(passes({ tags: { $exists: true } }, { tags: [null] })).toBe(true);
    expect(passes({ tags: { $eq: ['a', null] } }, { tags: ['a'] })).toBe(false);
  });
});

describe('what every object and list has from the language', () => {
  const inherited: unknown = JSON.parse(
    '{"__proto__": {"plan": "pro"}, "a": [1, 2], "b": "text", "c": {"__proto__": {"d": 1}}}',
  );

  test.each([
    ['a field of its prototype', { plan: 'pro' }, Object.create({ plan: 'pro' })],
    ['a field named __proto__', { plan: 'pro' }, inherited],
    ['the same, further down', { 'c.d': 1 }, inherited],
    ['the length of a list', { 'a.length': { $exists: true } }, inherited],
    ['the length of text', { 'b.length': { $exists: true } }, inherited],
    ['a character of text', { 'b.0': 't' }, inherited],
    ['a method', { toString: { $exists: true } }, inherited],
    ['a method of a list', { 'a.map': { $exists: true } }, inherited],
  ])('a property that every object or list has does not bring a user into an audience: %s (R78)', (_, filter, data) => {
    expect(checkFilter(filter, [])).toEqual([]);
    expect(passes(filter, data)).toBe(false);
  });

  test('a field of the data is read by a filter even if every object has a property of its name (R78)', () => {
    expect(passes({ length: 3, 'a.map': 'x' }, { length: 3, a: { map: 'x' } })).toBe(true);
  });
});

describe('the work of a filter', () => {
  const words = (count: number, letter = 'w') => Array.from({ length: count }, (_, index) => `${letter}${index}`);

  test('a filter with $in takes as many steps with 20 words as with 1,000 for 60,000 tags, so that no list of words holds up other users (R78)', () => {
    const data = { tags: words(60_000) };
    const [few, many] = [20, 1_000].map((count) => stepsOf({ tags: { $in: words(count, 'x') } }, data));
    expect(few).toBe(many);
    expect(few).toBeLessThan(61_000);
    expect(passes({ tags: { $in: words(1_000, 'x') } }, data)).toBe(false);
    expect(passes({ tags: { $in: ['w59999'] } }, data)).toBe(true);
  });

  test('the work of a filter ends at its limit, so that ninety lists and 60,000 tags do not delay other users for minutes (R78)', () => {
    const filter = { $and: Array.from({ length: 90 }, () => ({ tags: { $nin: words(100, 'x') } })) };
    const work = new StepCounter();
    compileFilter(filter)({ tags: words(60_000) }, work);
    expect(work.isExhausted).toBe(true);
    expect(work.count).toBeLessThan(work.maxSteps + 1_000);
    expect(passes(filter, { tags: words(10_000) })).toBe(true);
    expect(stepsOf(filter, { tags: words(10_000) })).toBeLessThan(work.maxSteps);
  });

  test('a filter reads a long text once, whatever its pattern (R78)', () => {
    const filter = regex('a?a?a?a?a?a?a?a?a?b');
    expect(stepsOf(filter, { name: 'a'.repeat(50_000) })).toBeLessThan(20 * 50_001);
    expect(passes(filter, { name: `${'a'.repeat(50_000)}b` })).toBe(true);
    const sixty = { $and: Array.from({ length: 60 }, () => regex('a?a?a?a?a?a?a?a?a?b')) };
    expect(stepsOf({ $nor: [{ $nor: sixty.$and }] }, { name: 'a'.repeat(256) })).toBeLessThan(
      new StepCounter().maxSteps,
    );
  });

  test('a filter counts objects in lists as work, so that comparing them ends (R78)', () => {
    const items = Array.from({ length: 20_000 }, (_, index) => ({ sku: index }));
    const filter = { items: { $in: Array.from({ length: 100 }, () => ({ sku: -1 })) } };
    const work = new StepCounter();
    compileFilter(filter)({ items }, work);
    expect(work.isExhausted).toBe(true);
    expect(work.count).toBeLessThan(work.maxSteps + 1_000);
    expect(passes(filter, { items: items.slice(0, 1_000) })).toBe(false);
  });

  test('a filter counts lists in lists as work, so that comparing them ends (R78)', () => {
    const items = Array.from({ length: 20_000 }, () => [1]);
    const filter = { items: { $in: Array.from({ length: 190 }, () => [2]) } };
    const work = new StepCounter();
    compileFilter(filter)({ items }, work);
    expect(work.isExhausted).toBe(true);
    expect(passes(filter, { items: items.slice(0, 1_000) })).toBe(false);
  });

  test('the work of any accepted filter on any data of 256 KiB ends shortly after its limit (R78)', () => {
    const text = 'ab'.repeat(100_000);
    const many = fc.constantFrom<unknown>(
      text,
      Array.from({ length: 100_000 }, () => 1),
      Array.from({ length: 20_000 }, () => ({ b: 'a' })),
      Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`f${index}`, 1])),
      Array.from({ length: 60 }, () => ({ a: Array.from({ length: 1_000 }, () => 1) })),
    );
    const patterns = ['(a|b)*(a|b)*c', '(?:a?){100}c', '(?=.*c)', '(?<!b.*)c', '.{500}'];
    const plain = fc.constantFrom<unknown>('a', 1, true);
    let spent = 0;
    fc.assert(
      fc.property(anyFilter({ plain, patterns }), many, (filter, data) => {
        if (checkFilter(filter, []).length > 0) return;
        const work = new StepCounter(50_000);
        compileFilter(filter)({ a: data, b: data }, work);
        // What is counted at once: the fields of one object.
        expect(work.count).toBeLessThan(work.maxSteps + 81_000);
        spent += Number(work.isExhausted);
      }),
      { numRuns: 100 },
    );
    expect(spent).toBeGreaterThan(5);
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
  ])('hostile data such as %s passes no filter and makes none throw', (_, data) => {
    for (const filter of tests) expect([filter, passes(filter, data)]).toEqual([filter, false]);
  });

  test('hostile data of any kind makes neither the check of a filter nor its test throw', () => {
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
          if (checkFilter(filter, []).length === 0) expect(passes(filter, data)).toEqual(expect.any(Boolean));
        },
      ),
    );
  });
});
