import type { Random } from '../../simulation/random.ts';

/** Texts that have caused failures in software before. */
export const NASTY_TEXTS: readonly string[] = [
  ...['', ' ', '\u0000', 'a\u0000b', '\ud800', 'a\udc00', '\u202Edlrow', '\uFEFF', '\u2028', 'ﷺ'.repeat(100), 'İ', 'ß'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', 'then', 'valueOf', '$where'],
  ...[
    'null',
    'undefined',
    'NaN',
    '1e400',
    '-0',
    '9007199254740993',
    '0x10',
    '.',
    '..',
    '../..',
    '%00',
    '%',
    'a/b',
    '\\',
  ],
  ...['{{ x', '{% for', '{{ user }}', '{%', `$\{name}`, '<script>', "' OR 1=1 --", '"', '\r\n', '[', '{', '*a', '&a'],
  ...['2026-02-30T00:00:00Z', '2026-12-01T24:00:00Z', '2026-12-01', '9999-12-31T23:59:60Z', '+275760-09-13T00:00:00Z'],
  ...['Europe/Atlantis', 'UTC', '0 seconds', '999999999 weeks', '1 day ', '-1 days'],
  ...['x'.repeat(255), 'x'.repeat(256), 'x'.repeat(257), '😀'.repeat(128), '😀'.repeat(256), '😀'.repeat(257)],
  ...['x'.repeat(2_048), 'x'.repeat(2_049), 'y'.repeat(70_000)],
];

const SHORT_TEXTS = NASTY_TEXTS.filter((text) => text.length < 100);

const NUMBERS = [
  ...[0, -0, 1, -1, 0.1, 2 ** 31, 2 ** 53 + 1, -(2 ** 53), 1e21, 1e308, 5e-324, Number.POSITIVE_INFINITY],
  ...[1_798_761_600, 1e11, 1e11 + 1, 8.64e15, 8.64e15 + 1],
];

/** Returns a value that software rarely expects. */
export function nastyValue(random: Random): unknown {
  const kinds = [
    () => random.pick(NASTY_TEXTS),
    () => random.pick(NUMBERS),
    () => random.pick([null, true, false, [], {}, [null], [[]], { '': 0 }]),
    () => nested(random.pick([5, 63, 64, 65, 66, 199, 200, 201, 2_000])),
    () => Object.fromEntries(Array.from({ length: random.pick([10, 201, 1_000]) }, (_, key) => [`key${key}`, key])),
    () => Array.from({ length: random.pick([2, 101, 1_001]) }, () => random.pick(SHORT_TEXTS)),
    () => ownProto(),
  ];
  return random.pick(kinds)();
}

/** Returns a text of such a length that the whole has about 256 KiB. */
export function aboutTheLimit(random: Random): string {
  return 'z'.repeat(256 * 1024 - random.pick([0, 1, 50, 100, 200, 300, 400]) + random.pick([0, 1, 2]));
}

function nested(levels: number): unknown {
  let value: unknown = 'core';
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { in: value };
  return value;
}

/** Returns an object with such a key as JSON.parse creates it: as an own property, unlike a literal. */
function ownProto(): unknown {
  return JSON.parse('{ "__proto__": { "isAdmin": true }, "constructor": { "prototype": {} } }');
}
