import { describe, expect, test } from 'vitest';
import {
  addPending,
  type ConditionList,
  canMatch,
  hasSame,
  isFieldRename,
  isTaken,
  locateCondition,
  NO_CONDITIONS,
  readConditionList,
  writeConditionList,
} from '../../console/editor/condition-list.ts';
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
    [{ a: { $regex: '^x', $options: 'i' } }],
    [{ a: { $regex: 7 } }],
    [{ a: { $all: ['x', 1] } }],
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

describe('the list of the conditions of a filter in the form', () => {
  const OR = `audience:
  $or:
    # The faithful.
    - plan: plus
    - age: { $gte: 65 } # seniors
    - plan: pro
`;
  const list = readConditionList({ $or: [{ plan: 'plus' }, { age: { $gte: 65 } }, { plan: 'pro' }] });
  const any = (conditions: readonly Condition[]): ConditionList => ({ match: 'any', conditions });
  const [plus, seniors, pro] = list?.conditions ?? [];
  const changeList = (after: ConditionList) =>
    editYaml(OR, writeConditionList(['audience'], list ?? NO_CONDITIONS, after)) ?? '';

  test('conditions of which one must hold are read as alternatives, and all others as ones that must hold together', () => {
    expect(list).toEqual(
      any([
        { field: 'plan', operator: '$eq', operand: 'plus' },
        { field: 'age', operator: '$gte', operand: 65 },
        { field: 'plan', operator: '$eq', operand: 'pro' },
      ]),
    );
    expect(readConditionList(FILTER)).toEqual({ match: 'all', conditions: CONDITIONS });
  });

  test.each([
    [{ $or: [] }],
    [{ $or: [{ a: 1, b: 2 }] }],
    [{ $or: [{ a: { $gte: 1, $lt: 2 } }] }],
    [{ $or: [{ $and: [{ a: 1 }] }] }],
    [{ $or: [{ a: 1 }], b: 2 }],
    [{ $and: [{ a: 1 }] }],
    [{ $or: 'a' }],
  ])('the filter %j has a group that the form does not show, and stays as it is', (filter) => {
    expect(readConditionList(filter)).toBeUndefined();
  });

  test('an alternative is changed, added and removed alone: comments and the others stay as they were written', () => {
    if (plus === undefined || seniors === undefined || pro === undefined) throw new Error('expected three conditions');
    expect(changeList(any([plus, { ...seniors, operand: 60 }, pro]))).toBe(OR.replace('65', '60'));
    expect(changeList(any([plus, seniors, pro, { ...plus, operand: 'team' }]))).toBe(`${OR}    - plan: team\n`);
    const removed = changeList(any([plus, pro]));
    expect(removed).toContain('# The faithful.\n    - plan: plus');
    expect(removed).not.toContain('age');
    expect(changeList(any([seniors, pro]))).toContain('- age: { $gte: 65 } # seniors\n    - plan: pro');
    expect(locateCondition(['audience'], any([plus, seniors]), 1)).toEqual(['audience', '$or', 1, 'age']);
    expect(isFieldRename(any([plus, seniors, pro]), 0, { ...plus, field: 'tier' })).toBe(true);
  });

  test('alternatives become conditions that must all hold, unless two of them are on a field in the same way', () => {
    if (plus === undefined || seniors === undefined || pro === undefined) throw new Error('expected three conditions');
    expect(canMatch(any([plus, seniors, pro]), 'all')).toBe(false);
    expect(canMatch(any([plus, seniors]), 'all')).toBe(true);
    expect(isTaken(any([plus]), pro, 1)).toBe(false);
    expect(hasSame(any([plus]), pro)).toBe(true);
    expect(hasSame(any([plus]), seniors)).toBe(false);
    const shown = addPending(any([plus]), { ...pro, operand: '' });
    expect(canMatch(shown, 'all')).toBe(false);
    expect(isTaken({ ...shown, match: 'all' }, { ...seniors, field: 'plan', operator: '$eq' }, 2)).toBe(true);
    expect(addPending(list ?? NO_CONDITIONS, undefined)).toBe(list);
    expect(isTaken({ match: 'all', conditions: [plus] }, pro, 1)).toBe(true);
    expect(changeList({ match: 'all', conditions: [plus, seniors] })).toMatch(
      /^audience:\n {2}plan: plus\n {2}age:\s+(?:\{ )?\$gte: 65/,
    );
    expect(
      writeConditionList(['audience'], { match: 'all', conditions: [plus, seniors] }, any([plus, seniors])),
    ).toEqual([{ path: ['audience'], value: { $or: [{ plan: 'plus' }, { age: { $gte: 65 } }] } }]);
  });
});
