import { describe, expect, test } from 'vitest';
import { listFieldChanges } from '../../core/project/field-changes.ts';

describe('the fields in which two values differ', () => {
  test.each([
    ['equal values', { a: [1, { b: 'c' }] }, { a: [1, { b: 'c' }] }],
    ['equal fields in another order', { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }],
    ['equal items whose fields have another order', [{ a: 1, b: 2 }], [{ b: 2, a: 1 }]],
    ['nothing and nothing', undefined, undefined],
    ['a field without a value and no field', { a: undefined }, {}],
  ])('a comparison of %s finds no change', (_, from, to) => {
    expect(listFieldChanges(from, to)).toEqual([]);
  });

  test('a changed field has its path, the earlier value and the later one', () => {
    expect(listFieldChanges({ a: { b: '1 day' }, c: 1 }, { a: { b: '2 days' }, c: 1 })).toEqual([
      { path: ['a', 'b'], from: '1 day', to: '2 days' },
    ]);
  });

  test('a field that only one value has is one change, without the other value', () => {
    expect(listFieldChanges({ gone: { a: 1 } }, { added: { b: 2 } })).toEqual([
      { path: ['added'], to: { b: 2 } },
      { path: ['gone'], from: { a: 1 } },
    ]);
  });

  test('the changes come in the order of the later value, and fields that are gone come last', () => {
    const changes = listFieldChanges({ z: 1, gone: 1, a: 1 }, { a: 2, z: 2 });
    expect(changes.map(({ path }) => path)).toEqual([['a'], ['z'], ['gone']]);
  });

  test.each([
    ['a field that becomes a list', { a: 'everyone' }, { a: ['everyone'] }],
    ['a list that becomes an object', { a: [1] }, { a: { 0: 1 } }],
    ['a value that becomes null', { a: 1 }, { a: null }],
    ['null that becomes a value', { a: null }, { a: 1 }],
    ['false that becomes absent text', { a: false }, { a: '' }],
  ])('a change of kind is one change: %s', (_, from, to) => {
    expect(listFieldChanges(from, to)).toEqual([{ path: ['a'], from: from.a, to: to.a }]);
  });

  test('the path of a changed value begins with the path at which it is', () => {
    expect(listFieldChanges(1, undefined, ['settings', 'zone'])).toEqual([{ path: ['settings', 'zone'], from: 1 }]);
  });

  test.each(['constructor', 'toString', '__proto__'])('the field %s is compared like any other', (name) => {
    const value = Object.fromEntries([[name, {}]]);
    expect(listFieldChanges({}, value)).toEqual([{ path: [name], to: {} }]);
    expect(listFieldChanges(value, {})).toEqual([{ path: [name], from: {} }]);
    expect(listFieldChanges(value, Object.fromEntries([[name, { a: 1 }]]))).toEqual([{ path: [name, 'a'], to: 1 }]);
  });
});

describe('the items in which two lists differ', () => {
  const changes = (from: readonly unknown[], to: readonly unknown[]) =>
    listFieldChanges(from, to).map(({ path, ...values }) => [...path, values]);

  test('an item that is inserted is one change, wherever it is', () => {
    expect(changes(['b', 'c'], ['a', 'b', 'c'])).toEqual([[0, { to: 'a' }]]);
    expect(changes(['a', 'c'], ['a', 'b', 'c'])).toEqual([[1, { to: 'b' }]]);
    expect(changes(['a', 'b'], ['a', 'b', 'c'])).toEqual([[2, { to: 'c' }]]);
    expect(changes([], ['a'])).toEqual([[0, { to: 'a' }]]);
  });

  test('an item that is removed is one change at the place that it had', () => {
    expect(changes(['a', 'b', 'c'], ['b', 'c'])).toEqual([[0, { from: 'a' }]]);
    expect(changes(['a', 'b', 'c'], ['a', 'c'])).toEqual([[1, { from: 'b' }]]);
    expect(changes(['a', 'b', 'c'], ['a', 'b'])).toEqual([[2, { from: 'c' }]]);
    expect(changes(['a'], [])).toEqual([[0, { from: 'a' }]]);
  });

  test('an item among equal ones that is inserted or removed is one change', () => {
    expect(changes(['a', 'a'], ['a', 'a', 'a'])).toEqual([[2, { to: 'a' }]]);
    expect(changes(['a', 'a', 'a'], ['a', 'a'])).toEqual([[2, { from: 'a' }]]);
  });

  test('items that are moved are changes of the places between which they moved, and of no others', () => {
    expect(changes(['x', 'a', 'b', 'y'], ['x', 'b', 'a', 'y'])).toEqual([
      [1, { from: 'a', to: 'b' }],
      [2, { from: 'b', to: 'a' }],
    ]);
  });

  test('a field of an item that changes is one change, although an item before it was removed', () => {
    const [first, second] = [
      { channel: 'sms', body: 'Hi' },
      { channel: 'email', subject: 'Hi' },
    ];
    expect(changes([first, second], [first, { ...second, subject: 'Hello' }])).toEqual([
      [1, 'subject', { from: 'Hi', to: 'Hello' }],
    ]);
  });

  test('items that change beside one that is added are compared by their places', () => {
    expect(changes(['a', 'b', 'z'], ['a', 'c', 'd', 'z'])).toEqual([
      [1, { from: 'b', to: 'c' }],
      [2, { to: 'd' }],
    ]);
  });
});
