import { expect, test } from 'vitest';
import { createKeyRing, formatKeyRing, parseKeyRing } from '../../tokens/key-ring.ts';

const KEY = 'k'.repeat(32);

test('a new key ring has one random key, and reads as it was written', () => {
  const ring = createKeyRing();
  expect(parseKeyRing(formatKeyRing(ring))).toEqual(ring);
  expect([...ring.keys.keys()]).toEqual([ring.current]);
  expect(createKeyRing().keys).not.toEqual(ring.keys);
});

test('a key ring with an older key keeps it beside the current one (R85)', () => {
  const older = 'o'.repeat(64);
  expect(parseKeyRing(JSON.stringify({ current: '2', '1': older, '2': KEY }))).toEqual({
    current: '2',
    keys: new Map([
      ['1', older],
      ['2', KEY],
    ]),
  });
});

test.each([
  ['no JSON', 'secret'],
  ['a list', '[]'],
  ['nothing', '{}'],
  ['no current key', JSON.stringify({ '1': KEY })],
  ['a current key that is not there', JSON.stringify({ current: '2', '1': KEY })],
  ['a current key of a name that every object has', JSON.stringify({ current: 'constructor', '1': KEY })],
  ['itself as the current key', JSON.stringify({ current: 'current' })],
  ['a short key', JSON.stringify({ current: '1', '1': 'k'.repeat(31) })],
  ['a short older key', JSON.stringify({ current: '1', '0': 'short', '1': KEY })],
  ['a key that is no text', JSON.stringify({ current: '1', '1': 12 })],
  ['an id that a token cannot carry', JSON.stringify({ current: 'a.b', 'a.b': KEY })],
])('a key ring that is %s is refused', (_, text) => {
  expect(parseKeyRing(text)).toBeUndefined();
});
