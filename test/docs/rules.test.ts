import { describe, expect, test } from 'vitest';
import { CANCELLED_REASONS, WITHHELD_REASONS } from '../../core/contracts/decision.ts';
import { codesIn, DocumentationPage } from '../harness/docs/page.ts';
import { citationsOf, readRepositoryFile, rulesIn, sentenceFiles } from '../harness/docs/rule-citations.ts';
import { testTitles } from '../harness/docs/test-titles.ts';

const page = new DocumentationPage('reference/rules.md');
const built = [...page.text.matchAll(/^#+ (R\d+)$/gm)].map(([, rule = '']) => rule);
const files = sentenceFiles().map((path) => ({ path, text: readRepositoryFile(path) }));

/** Returns the name of a rule. The examples below are put together by it, so that this file itself does not cite them. */
const rule = (number: number) => `R${number}`;

describe('the page of rules', () => {
  test('the page of rules lists every rule that code, tests and documentation cite, as a built rule', () => {
    const citations = files.flatMap(({ path, text }) => citationsOf(path, text));
    const unknown = citations.filter((citation) => !built.includes(citation.rule));
    expect(citations.length).toBeGreaterThan(built.length);
    expect(unknown.map((each) => `${each.path}:${each.line} cites ${each.rule}, which does not exist`)).toEqual([]);
  });

  test('the page of rules lists no built rule without a test that cites it in its title', () => {
    const tests = files.filter(({ path, text }) => path.endsWith('.test.ts') && rulesIn(text).length > 0);
    const named = new Set(tests.flatMap(({ path, text }) => testTitles(path, text)).flatMap(rulesIn));
    expect(built.filter((each) => !named.has(each))).toEqual([]);
  });

  test('the page of rules lists each rule once', () => {
    expect(built.filter((each, index) => built.indexOf(each) !== index)).toEqual([]);
  });

  test('the page of rules mentions and links no rule that it does not list', () => {
    expect(rulesIn(page.text).filter((each) => !built.includes(each))).toEqual([]);
    const links = [...page.text.matchAll(/\[([^\]]+)\]\(#r(\d+)\)/g)];
    expect(links.length).toBeGreaterThan(0);
    const isRight = (text: string, target: string) =>
      built.includes(target) && rulesIn(text).every((each) => each === target);
    const wrong = links.filter(([, text = '', number]) => !isRight(text, `R${number}`));
    expect(wrong.map(([link]) => link)).toEqual([]);
  });

  test('the page of rules has a text for each built rule', () => {
    const sections = page.text.split(/^#+ /m).filter((section) => /^R\d+\n/.test(section));
    expect(sections.map((section) => section.split('\n')[0])).toEqual(built);
    for (const section of sections) expect(section).toMatch(/^R\d+\n\n\S/);
  });

  test('the page of rules lists every reason to withhold a message or cancel a wait, and no other (R73)', () => {
    const reasons = page.table(rule(73)).map(([decision = '', list]) => [...codesIn(decision), codesIn(list)]);
    expect(reasons).toEqual([
      ['withheld', [...WITHHELD_REASONS]],
      ['cancelled', [...CANCELLED_REASONS]],
    ]);
  });
});

describe('a citation of a rule', () => {
  test.each([
    [`sent once (${rule(71)}, ${rule(72)})`, [71, 72]],
    [`${rule(71)}: ${rule(71)} again`, [71]],
    [`(${rule(1)}-${rule(3)}, ${rule(23)})`, [1, 2, 3, 23]],
    [`${rule(50)} to ${rule(53)}`, [50, 51, 52, 53]],
    [`${rule(50)}–${rule(51)}`, [50, 51]],
    [`x${rule(7)} ${rule(7)}a ${rule(7)}_b r7 R R.7`, []],
  ])('a citation of a rule is the letter R and a number, alone or in a range: %s', (text, numbers) => {
    expect(rulesIn(text).toSorted()).toEqual(numbers.map(rule).toSorted());
  });

  test('a rule counts as cited by a test only in the title of one', () => {
    const source = [
      `// ${rule(1)}`,
      `describe('a group (${rule(2)})', () => {`,
      `  test.each([['a row (${rule(3)})']])('%s', () => expect('${rule(4)}').toBe(0));`,
      `  test.skip(\`a text (${rule(5)})\`, { timeout: 1 }, () => {});`,
      '});',
    ];
    expect(testTitles('example.ts', source.join('\n')).flatMap(rulesIn)).toEqual([2, 3, 5].map(rule));
  });
});
