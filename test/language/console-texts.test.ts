import { describe, expect, test } from 'vitest';
import { CONSOLE_TEXTS_EN } from '../../language/console/en.ts';
import { CONSOLE_TEXTS_PT_BR } from '../../language/console/pt-br.ts';

/** The texts that are the same in both languages: names, and words that Portuguese took over. */
const SAME =
  /^(?:shell\.product|shell\.preferences\.locales\.|shell\.preferences\.zones\.utc|campaigns\.columns\.id|messages\.channels\.(?:push|webhook)|(?:editor\.)?messages\.fields\.(?:html|url)|editor\.messages\.channels\.webhook|editor\.families\.)/;

/** A text with values, which are counts or texts. */
type TextWithValues = (...values: readonly (number | string)[]) => unknown;

/** Calls a text with values: with a number for each, or with texts where it asks for those. */
function callText(text: TextWithValues, number: number): string | undefined {
  const values = Array.from({ length: 6 }, () => number);
  try {
    return toText(text(...values));
  } catch {
    return toText(text(...values.map(String)));
  }
}

const toText = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** The parts of the sentence about a campaign, which are joined. */
const PARTS = /^(?:editor[.]sentence|campaignSentences)[.]/;

/** Returns all texts below a value by their path. A text with values is called with example values. */
function listTexts(value: unknown, path = ''): (readonly [path: string, text: string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function')
    return [1, 2].flatMap((number) => {
      const text = callText(value as TextWithValues, number);
      // A text for each of some names has none for a number.
      return text === undefined ? [] : [[`${path}(${number})`, text] as const];
    });
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
      ([path, text]) =>
        text.trim() === '' || (text !== text.trim() && !PARTS.test(path)) || /undefined|\[object|NaN/.test(text),
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
