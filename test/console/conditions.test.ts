import { describe, expect, test } from 'vitest';
import {
  type Condition,
  findKind,
  isComplete,
  isDuplicate,
  isRename,
  parseOperand,
  parseOperands,
  readConditions,
  withKind,
  withOperator,
  writeConditions,
} from '../../console/editor/conditions.ts';
import { editYaml, renameYamlField } from '../../console/editor/edit-yaml.ts';

const TEXT = `id: a
audience:
  plan: plus # those who pay
  # Not the young.
  age: { $gte: 18, $lt: 65 }
messages: []
`;
const FILTER = { plan: 'plus', age: { $gte: 18, $lt: 65 } };
const CONDITIONS: readonly Condition[] = [
  { field: 'plan', operator: '$eq', operand: 'plus' },
  { field: 'age', operator: '$gte', operand: 18 },
  { field: 'age', operator: '$lt', operand: 65 },
];

/** Returns the text after its audience was changed to some conditions. */
function change(after: readonly Condition[]): string | undefined {
  return editYaml(TEXT, writeConditions(['audience'], CONDITIONS, after));
}

describe('the conditions of a filter in the form', () => {
  test('the conditions of a filter are read as rows, a value by itself as one that must be equal', () => {
    expect(readConditions(FILTER)).toEqual(CONDITIONS);
    expect(readConditions({})).toEqual([]);
    expect(readConditions({ a: { $in: ['x', 'y'] }, b: { $exists: false }, c: { $ne: true } })).toEqual([
      { field: 'a', operator: '$in', operand: ['x', 'y'] },
      { field: 'b', operator: '$exists', operand: false },
      { field: 'c', operator: '$ne', operand: true },
    ]);
  });

  test.each([
    [{ $or: [{ a: 1 }] }],
    [{ a: null }],
    [{ a: ['x'] }],
    [{ a: {} }],
    [{ a: { $regex: '^x' } }],
    [{ a: { b: 1 } }],
    [{ a: { $in: ['x', 1] } }],
    [{ a: { $in: 'x' } }],
    [{ a: { $in: ['Washington, D.C.'] } }],
    [{ a: { $in: ['', 'x'] } }],
    [{ a: { $nin: [' x'] } }],
    [{ a: { $exists: 1 } }],
    [{ a: { $gt: [1] } }],
    ['everyone'],
  ])('the filter %j has a condition that the form does not show, and stays as it is', (filter) => {
    expect(readConditions(filter)).toBeUndefined();
  });

  test('a changed condition is written alone: comments and the other conditions stay as they were written', () => {
    const [plan, from, to] = CONDITIONS as [Condition, Condition, Condition];
    expect(change([plan, { ...from, operand: 21 }, to])).toBe(TEXT.replace('$gte: 18', '$gte: 21'));
    expect(change([{ ...plan, operand: 'free' }, from, to])).toBe(TEXT.replace('plan: plus', 'plan: free'));
    const removed = change([plan, from]);
    expect(removed).toContain('plan: plus # those who pay\n  # Not the young.\n');
    expect(removed).not.toContain('$lt');
  });

  test('a condition is added, gets another field or operator, and is removed', () => {
    const [plan, ...ages] = CONDITIONS as [Condition, Condition, Condition];
    const city: Condition = { field: 'address.city', operator: '$in', operand: ['Oslo', 'Bergen'] };
    expect(change([...CONDITIONS, city])).toMatch(/\n {2}address\.city:[\s\S]*Oslo[\s\S]*Bergen/);
    expect(change([{ ...plan, field: 'tier' }, ...ages])).toMatch(/\n {2}tier: plus\n/);
    expect(change([withOperator(plan, '$ne'), ...ages])).toMatch(/plan:\s*\{?\s*\$ne: plus/);
    expect(change(ages)).not.toContain('plan');
  });

  test('a field gets another name where it stands, with its value and its comments', () => {
    const [plan, from, to] = CONDITIONS as [Condition, Condition, Condition];
    expect(isRename(CONDITIONS, plan, { ...plan, field: 'tier' })).toBe(true);
    expect(isRename(CONDITIONS, plan, { ...plan, field: 'age' })).toBe(false);
    expect(isRename(CONDITIONS, from, { ...from, field: 'years' })).toBe(false);
    expect(isRename(CONDITIONS, to, { ...to, operator: '$gt' })).toBe(false);
    expect(renameYamlField(TEXT, ['audience', 'plan'], 'tier')).toBe(TEXT.replace('plan:', 'tier:'));
    expect(renameYamlField(TEXT, ['audience', 'plan'], 'a: b')).toBe(TEXT.replace('plan:', '"a: b":'));
    expect(renameYamlField('{"audience":{"plan":"plus"}}', ['audience', 'plan'], 'tier')).toBe(
      '{"audience":{"tier":"plus"}}',
    );
    expect(renameYamlField(TEXT, ['audience', 'plan'], 'age')).toBeUndefined();
    expect(renameYamlField(TEXT, ['audience', 'none'], 'x')).toBeUndefined();
    expect(renameYamlField('audience: [', ['audience', 'plan'], 'x')).toBeUndefined();
  });

  test('a condition is complete with a field and a value', () => {
    const [plan] = CONDITIONS as [Condition];
    expect([plan, { ...plan, field: '' }, { ...plan, operand: '' }, { ...plan, operand: [] }].map(isComplete)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test('the first condition writes the filter, where none or everyone stood before', () => {
    const [write] = writeConditions(['triggers', 0, 'where'], [], [{ field: 'price', operator: '$gte', operand: 20 }]);
    expect(write).toEqual({ path: ['triggers', 0, 'where'], value: { price: { $gte: 20 } } });
  });

  test('values keep their kind with another operator, and get another on request', () => {
    const [, age] = CONDITIONS as [Condition, Condition];
    expect(withOperator(age, '$in')).toMatchObject({ operand: [18] });
    expect(withOperator({ ...age, operator: '$in', operand: [18, 21] }, '$eq')).toMatchObject({ operand: 18 });
    expect(withOperator({ ...age, operand: 'a, b' }, '$in')).toMatchObject({ operand: ['a', 'b'] });
    expect(withOperator(age, '$exists')).toMatchObject({ operator: '$exists', operand: true });
    expect(withKind(age, 'string')).toMatchObject({ operand: '18' });
    expect(withKind({ ...age, operand: 'many' }, 'number')).toMatchObject({ operand: 0 });
    expect(withKind({ ...age, operator: '$in', operand: ['1', '2'] }, 'number')).toMatchObject({ operand: [1, 2] });
    expect([findKind(age), findKind({ operand: [] }), findKind({ operand: true })]).toEqual([
      'number',
      'string',
      'boolean',
    ]);
  });

  test('a text that is no value of its kind is none', () => {
    expect(['20', ' 1.5 ', '', '-', '1e999', 'x'].map((text) => parseOperand(text, 'number'))).toEqual([
      20,
      1.5,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(parseOperand('', 'string')).toBe('');
    expect(['true', 'yes'].map((text) => parseOperand(text, 'boolean'))).toEqual([true, undefined]);
    expect(parseOperands('a, b,,', 'string')).toEqual(['a', 'b']);
    expect(parseOperands('1, x', 'number')).toBeUndefined();
    expect(parseOperands(' , ', 'string')).toBeUndefined();
  });

  test('two conditions on one field have different operators', () => {
    const [, from, to] = CONDITIONS as [Condition, Condition, Condition];
    expect(isDuplicate(CONDITIONS, { ...to, operator: '$gte' }, 2)).toBe(true);
    expect(isDuplicate(CONDITIONS, from, 1)).toBe(false);
  });
});
