import { describe, expect, test } from 'vitest';
import { listUsedSlots, parseTemplate } from '../../language/sentence-template.ts';
import { CATALOGUES_PT_BR, translateToPortuguese } from '../../language/sentences/pt-br.ts';
import { createTranslator } from '../../language/translate.ts';
import {
  findMissingSentences,
  findUnmadeSentences,
  findUnusedExemptions,
  readShownFiles,
} from '../harness/language/missing-sentences.ts';
import { parseSource } from '../harness/wording/source-files.ts';

const files = readShownFiles();
const entries = CATALOGUES_PT_BR.flatMap((catalogue) => Object.entries(catalogue));
const catalogue = Object.fromEntries(entries);

/** Translates only if what was found is translated too: the words of ours in it, not the values of users. */
const { translate: translateStrictly } = createTranslator(
  Object.fromEntries(entries.map(([english, translation]) => [english.replaceAll(':found}', ':phrase}'), translation])),
  { number: (english) => english, span: (count, unit) => `${count} ${unit}` },
);

/** The sentences whose parts are put together at run time, or come from valibot and liquidjs: no text of the source is like them. */
const COMPOSED =
  /^(?:string|Object|Array|tag .*|output .*|undefined filter: .*|invalid value expression: .*|unexpected .*|\{place:text\} the whole: .*|warning: .*|(?:"\{value:text\}"|\{value:found\}), line:.*|(?:email|sms|push|webhook|in_app_message|content_card) messages?|at most \{max:number\} (?:conditions|parts of regular expressions) in all filters of a campaign|\{source:text\} as null; .*|a (?:version|revision) in quotation marks, .*|version \{version:number\} was .*|EventBusName: .*|published, draft, stopped|application\/json or .*|SES: sending is disabled for the .*)$/;

describe('the sentences that are made in English', () => {
  test('every sentence that the console may show has a Portuguese one: of schemas, faults, warnings, findings and problems', () => {
    expect(findMissingSentences(files, translateStrictly)).toEqual([]);
  });

  test('no kind of file and no text is left out of the check without need', () => {
    expect(findUnusedExemptions(files)).toEqual([]);
  });

  test('no Portuguese sentence stays behind when its English one is gone', () => {
    const unmade = findUnmadeSentences(files, catalogue);
    expect(unmade.filter((english) => !COMPOSED.test(english))).toEqual([]);
    expect(
      Object.keys(catalogue)
        .filter((english) => COMPOSED.test(english))
        .toSorted(),
    ).toEqual(unmade.toSorted());
  });

  test.each([
    ['of a schema', "const color = v.string('a color of the rainbow');"],
    ['of one word', "const color = v.string('rainbow');"],
    ['of a constant', "const COLOR_EXPECTED = 'rainbow';"],
    ['of a fault', "return { path, found: describeValue(value), expected: 'a color of the rainbow' };"],
    ['of what was found', "return { path, found: 'a color of the rainbow', expected: 'text' };"],
    ['with a value', `return { path, found, expected: \`at most \${max} colors of the rainbow\` };`],
    ['with a plural', `return \`\${count === 1 ? 'a color' : \`\${count} colors\`} of the rainbow\`;`],
    ['of a choice', "const expected = isMany ? 'colors of the rainbow' : 'true or false';"],
    [
      'of a problem',
      `respondWithProblem(context, 400, { code, message: \`color: expected the rainbow, found \${found}\` });`,
    ],
    ['of which a constant is a part', `const COLOR = 'red or blue';\nconst text = v.string(\`one color, \${COLOR}\`);`],
  ])('a new sentence %s that has no translation is found', (_, text) => {
    const missing = findMissingSentences([parseSource('core/color.ts', text)], translateStrictly);
    expect(missing).not.toEqual([]);
    expect(missing[0]).toMatch(/^core\/color\.ts:\d: /);
  });

  test('what is thrown, logged, compared or imported is no sentence for readers', () => {
    const text = `import { color } from './a color.ts';
      if (text === 'a color of the rainbow') throw new Error('color: expected the rainbow');
      log.warn('COLOR_LOST', { reason: 'a color of the rainbow' });`;
    expect(findMissingSentences([parseSource('core/color.ts', text)], translateStrictly)).toEqual([]);
  });
});

describe('the catalogues of Portuguese', () => {
  test('each sentence stands in one catalogue only', () => {
    const english = entries.map(([each]) => each);
    expect(english.filter((each, index) => english.indexOf(each) !== index)).toEqual([]);
  });

  test('each sentence uses the slots that the English one has, and none is lost', () => {
    const broken = entries.filter(([english, translation]) => {
      const slots = parseTemplate(english, translation).slots.map(({ name }) => name);
      return slots.toSorted().join() !== [...listUsedSlots(translation)].toSorted().join();
    });
    expect(broken).toEqual([]);
  });

  test('each sentence has words around its slots that tell where they end', () => {
    const vague = entries.filter(([english]) => {
      const { literals, slots } = parseTemplate(english, '');
      return slots.length > 0 && (literals.join('').trim() === '' || literals.slice(1, -1).includes(''));
    });
    expect(vague).toEqual([]);
  });

  test('each sentence is another one than in English, except for words of the contracts', () => {
    const same = entries.filter(
      ([english, translation]) => english === translation && /[a-z]{3,} [a-z]{3,}/.test(english),
    );
    expect(same.map(([english]) => english).filter((english) => english !== 'a JSON web token')).toEqual([]);
  });

  test('numbers and spans of time are written as in Brazil', () => {
    expect(translateToPortuguese('a campaign of at most 262,144 bytes as JSON')).toBe(
      'uma campanha de no máximo 262.144 bytes como JSON',
    );
    expect(translateToPortuguese('99.5 in all')).toBe('99,5 ao todo');
    expect(translateToPortuguese('a delay that is no longer than the duration of 1 week')).toBe(
      'uma espera que não seja mais longa que a duração de 1 semana',
    );
  });
});
