import { describe, expect, test } from 'vitest';
import { translateFoundToPortuguese, translateToPortuguese } from '../../language/sentences/pt-br.ts';
import { createTranslator } from '../../language/translate.ts';

const formats = {
  number: (english: string) => english.replace(',', '.'),
  span: (count: number, unit: string) => `${count} ${unit}-pt`,
};
const { translate, translateFound } = createTranslator(
  {
    '{path:text}: expected {expected:phrase}, found {found:found}': '{path}: esperado: {expected}; encontrado: {found}',
    'at most {max:number} levels': 'no máximo {max} níveis',
    'at most {max:span}': 'no máximo {max}',
    'the same as {path:text}': 'o mesmo que {path}',
    '{source:text} is read as the number {value:text}': '{source} vira o número {value}',
    'a URL such as {{ url }}': 'uma URL como {{ url }}',
    nothing: 'nada',
  },
  formats,
);

describe('a translation by a catalogue', () => {
  test('a sentence without values is translated whole, and one that the catalogue lacks is not translated', () => {
    expect(translate('nothing')).toBe('nada');
    expect(translate('nothing else')).toBeUndefined();
    expect(translate('')).toBeUndefined();
    expect(translate('constructor')).toBeUndefined();
  });

  test('a number and a span of time are written as the language writes them, and nothing else stands in their place', () => {
    expect(translate('at most 4,096 levels')).toBe('no máximo 4.096 níveis');
    expect(translate('at most many levels')).toBeUndefined();
    expect(translate('at most 7 days')).toBe('no máximo 7 day-pt');
    expect(translate('at most 7 moons')).toBeUndefined();
  });

  test('braces that are no slot stand for themselves', () => {
    expect(translate('a URL such as {{ url }}')).toBe('uma URL como {{ url }}');
  });

  test('a fault is translated part by part: what was found stays as it is if it is a value', () => {
    expect(translate('audience: expected at most 8 levels, found nothing')).toBe(
      'audience: esperado: no máximo 8 níveis; encontrado: nada',
    );
    expect(translate('audience: expected at most 8 levels, found "nothing"')).toBe(
      'audience: esperado: no máximo 8 níveis; encontrado: "nothing"',
    );
    expect(translate('audience: expected something new, found 7')).toBeUndefined();
  });

  test('what was found is translated by itself as it is in a fault: a value of a user is never taken for a sentence', () => {
    expect(translateFound('nothing')).toBe('nada');
    expect(translateFound('the same as audience')).toBe('o mesmo que audience');
    expect(translateFound('something of no catalogue')).toBe('something of no catalogue');
    expect(translateFound('x'.repeat(30_000))).toBe('x'.repeat(30_000));
    for (const value of ['"Note: the same as before"', '["a: nothing"]', '{"a":"b is read as the number 1"}', '7']) {
      expect(translateFound(value)).toBe(value);
      expect(translateFoundToPortuguese(value)).toBe(value);
    }
  });

  test('values that contain the words around them are taken over whole', () => {
    for (const found of [
      '", found nothing"',
      '"b: expected at most 8 levels, found nothing"',
      '["nothing"]',
      '{"a":"nothing"}',
    ])
      expect(translate(`a: expected at most 8 levels, found ${found}`)).toBe(
        `a: esperado: no máximo 8 níveis; encontrado: ${found}`,
      );
    expect(translate('a: expected: expected at most 8 levels, found 7')).toBe(
      'a: expected: esperado: no máximo 8 níveis; encontrado: 7',
    );
    expect(translate('the same as expected nothing, found {path}')).toBe('o mesmo que expected nothing, found {path}');
    expect(translate('1 is read as the number 2 is read as the number 3')).toBe(
      '1 vira o número 2 is read as the number 3',
    );
  });

  test('a value that looks like a slot, a replacement or markup stays text', () => {
    expect(translate('the same as {path:text} $& $1 <b>{found}</b>')).toBe(
      'o mesmo que {path:text} $& $1 <b>{found}</b>',
    );
  });

  test('sentences in each other are translated down to a depth that lists of faults have, and deeper ones not at all', () => {
    const list = (count: number) => Array.from({ length: count }, () => 'an unknown field').join('; ');
    expect(translateToPortuguese(list(10))).toBe(list(10).replaceAll('an unknown field', 'um campo desconhecido'));
    for (const times of [50, 2_000, 6_000]) {
      expect(translateToPortuguese(`${'a: '.repeat(times)}x`)).toBeUndefined();
      expect(translateFoundToPortuguese(`${'a: '.repeat(times)}x`)).toBe(`${'a: '.repeat(times)}x`);
    }
  });

  test('a text that repeats the words of a sentence thousands of times ends soon, without a translation', () => {
    const hostile = ': expected at most 8 levels, found '.repeat(400);
    const start = performance.now();
    expect(translate(`${hostile}${': expected '.repeat(300)}`)).toBeDefined();
    expect(translateToPortuguese(': expected , found '.repeat(1_000))).toBeUndefined();
    expect(translateToPortuguese(`${'; '.repeat(5_000)}nothing`)).toBeUndefined();
    expect(translateToPortuguese('nothing; '.repeat(10_000))).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
