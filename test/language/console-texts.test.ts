import { describe, expect, test } from 'vitest';
import { CONSOLE_TEXTS_EN } from '../../language/console/en.ts';
import { CONSOLE_TEXTS_PT_BR } from '../../language/console/pt-br.ts';

/** The texts that are the same in both languages: names, and words that Portuguese took over. */
const SAME = /^(?:shell\.product|shell\.preferences\.locales\.|shell\.preferences\.zones\.utc|campaigns\.columns\.id)/;

/** Returns all texts below a value by their path. A text with values is called with example values. */
function listTexts(value: unknown, path = ''): (readonly [path: string, text: string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function')
    return [1, 2].map((number) => [`${path}(${number})`, String(value(number, number, number, number))] as const);
  if (typeof value !== 'object' || value === null) throw new Error(`${path}: expected texts`);
  return Object.entries(value).flatMap(([key, below]) => listTexts(below, path === '' ? key : `${path}.${key}`));
}

const english = new Map(listTexts(CONSOLE_TEXTS_EN));
const portuguese = new Map(listTexts(CONSOLE_TEXTS_PT_BR));

describe('the texts of the console', () => {
  test('every text of the console is there in English and in Portuguese', () => {
    expect([...portuguese.keys()].sort()).toEqual([...english.keys()].sort());
    expect(english.size).toBeGreaterThan(100);
  });

  test('no text of the console is empty, ends in a space, or shows a value that is missing', () => {
    const broken = [...english, ...portuguese].filter(
      ([, text]) => text.trim() === '' || text !== text.trim() || /undefined|\[object|NaN/.test(text),
    );
    expect(broken).toEqual([]);
  });

  test('every sentence of the console is translated', () => {
    const untranslated = [...english].filter(
      ([path, text]) => portuguese.get(path) === text && !SAME.test(path) && /[a-z]{4}/i.test(text),
    );
    expect(untranslated).toEqual([]);
  });
});
