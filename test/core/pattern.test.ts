import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../core/pattern.ts';
import { countStates, parsePattern } from '../../core/pattern-syntax.ts';
import { StepCounter } from '../../core/step-counter.ts';

function compiled(pattern: string, flags = '') {
  const node = parsePattern(pattern);
  if ('expected' in node) throw new Error(`${pattern}: expected ${node.expected}`);
  return { states: countStates(node), matches: compilePattern(node, flags) };
}

/** Pieces of patterns, valid and invalid: together they make any pattern that a user may write. */
const piece = fc.constantFrom(
  ...['a', 'b', 'B', '.', '\\s', '\\S', '\\w', '\\W', '\\d', '[ab]', '[^a]', '[]', '[^]', '[\\b]', '[\\]a]', '[A-z]'],
  ...['^', '$', '\\b', '\\B', '|', '(', '(?:', '(?<n>', '(?=', '(?!', '(?<=', '(?<!', ')', ')'],
  ...['*', '+', '?', '{2}', '{0,2}', '{1,}', '{0}', '??', '*?', '{,2}', '{', '}', ']', '-', '/'],
  ...[
    '\\x61',
    '\\u0061',
    '\\u{61}',
    '\\012',
    '\\0',
    '\\cJ',
    '\\p',
    '\\/',
    '\\n',
    'é',
    'ß',
    'K',
    '\u212a',
    '🦊',
    '[🦊]',
  ],
);
const character = fc.constantFrom(
  ...['a', 'b', 'A', 'B', ' ', '\n', '\r', '\u2028', '1', '_', 'é', 'É', 'ß', 'k', 'K', '\u212a', '🦊', '\ud83e'],
  ...['\b', 's', 'ſ', '-', '{', '}', ']', ',', '2', 'u', 'p', 'c', '\\', '/', '\0'],
);
const textOf = (part: fc.Arbitrary<string>, maxLength: number) =>
  fc.array(part, { maxLength }).map((parts) => parts.join(''));

describe('a pattern', () => {
  test('a pattern means the same as in JavaScript, so that no message depends on the engine (R39)', () => {
    let compared = 0;
    fc.assert(
      fc.property(
        textOf(piece, 8),
        textOf(character, 8),
        fc.subarray(['i', 'm', 's']).map((letters) => letters.join('')),
        (pattern, text, flags) => {
          const native = nativeOf(pattern, flags);
          if (native === undefined) return;
          const { states, matches } = compiled(pattern, flags);
          const work = new StepCounter(Number.POSITIVE_INFINITY);
          expect([pattern, flags, text, matches(text, work)]).toEqual([pattern, flags, text, native.test(text)]);
          const looksAround = /\(\?<?[=!]/.test(pattern);
          // A character beyond Latin-1 costs more.
          if (!looksAround) expect(work.count).toBeLessThanOrEqual(9 * (states + 1) * (text.length + 1));
          compared += 1;
        },
      ),
      { numRuns: 10_000 },
    );
    expect(compared).toBeGreaterThan(2_000);
  });

  test.each([
    ['a?a?a?a?a?a?a?a?a?b', ''],
    ['(a+)+b', ''],
    ['(a|a)*b', ''],
    ['.*.*.*.*b', 's'],
    ['(?:a?){100}b', ''],
    ['[aA]*a[aA]{90}b', 'i'],
  ])(
    'a pattern takes at most the parts of the text times those of %s in steps, so that no text holds up other users (R78)',
    (pattern, flags) => {
      const { states, matches } = compiled(pattern, flags);
      const work = new StepCounter(Number.POSITIVE_INFINITY);
      const text = 'a'.repeat(20_000);
      matches(`${text}!`, work);
      expect(work.count).toBeLessThanOrEqual((states + 1) * (text.length + 2));
      expect(matches(`${text}b`, work)).toBe(true);
    },
  );

  test.each([
    ['(?<=ab{2})c', 'abbc', 'bbac'],
    ['(?<!^ab)c', 'abac', 'abc'],
    ['a(?=b(?<=ab)c)', 'abc', 'bc'],
    ['(?<=a(?=b))b', 'ab', 'b'],
  ])('a pattern that looks back reads the text backwards, as %s does in JavaScript (R39)', (pattern, found, missed) => {
    for (const text of [found, missed]) expect(new RegExp(pattern).test(text)).toBe(text === found);
    for (const text of [found, missed]) expect(compiled(pattern).matches(text, new StepCounter())).toBe(text === found);
  });

  test('a pattern counts more steps for rare characters, which the native engine has to look up (R78)', () => {
    const stepsFor = (text: string) => {
      const work = new StepCounter();
      compiled('[^x]{3}$').matches(text, work);
      return work.count;
    };
    expect(stepsFor('茶'.repeat(100))).toBeGreaterThan(3 * stepsFor('t'.repeat(100)));
  });

  test('a pattern that looks ahead from each place ends at its limit of work (R78)', () => {
    const { matches } = compiled('(?=.*c)b');
    const work = new StepCounter();
    expect(matches('a'.repeat(256 * 1_024), work)).toBe(false);
    expect(work.isExhausted).toBe(true);
    expect(work.count).toBeLessThan(work.maxSteps + 100);
    expect(matches('ab c', new StepCounter())).toBe(true);
  });

  test('a pattern that is anchored to the beginning of a text ends at once if it does not match there (R78)', () => {
    const work = new StepCounter();
    expect(compiled('^b').matches('a'.repeat(100_000), work)).toBe(false);
    expect(work.count).toBeLessThan(10);
    expect(compiled('^b', 'm').matches(`${'a'.repeat(100)}\nb`, work)).toBe(true);
    expect(compiled('^b|c').matches('ac', work)).toBe(true);
  });
});

function nativeOf(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return undefined;
  }
}
