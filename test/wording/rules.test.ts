import { describe, expect, test } from 'vitest';
import { allowedWords } from '../harness/wording/allowed-words.ts';
import { findUnusualComments, findUnusualFieldComments } from '../harness/wording/find-comments.ts';
import { findHomonyms, sharedNames } from '../harness/wording/find-homonyms.ts';
import { findContinuingTitles, standsAlone } from '../harness/wording/find-titles.ts';
import { findForbiddenNames, findForbiddenPhrases } from '../harness/wording/find-words.ts';
import { namesInText, partsOf, searchForNames } from '../harness/wording/identifiers.ts';
import { openingFault } from '../harness/wording/openings.ts';
import { searchForPhrases, withoutCode } from '../harness/wording/phrases.ts';
import { commentsIn, sentencesIn } from '../harness/wording/sentences.ts';
import { parseSource } from '../harness/wording/source-files.ts';
import { vocabularyPage } from '../harness/wording/vocabulary.ts';

describe('the check of titles', () => {
  test.each([
    'a wave departs once',
    'calls to AWS are signed',
    'without a delay, a message leaves at once',
    'GET /health answers 200',
    '%s is refused',
  ])('the check of titles accepts "%s"', (title) => {
    expect(standsAlone(title)).toBe(true);
  });

  test.each([
    'returns once',
    'is refused',
    'that comes late is refused',
    'of a user are cancelled',
    'without a delay leaves at once',
    'names the field',
  ])('the check of titles refuses "%s"', (title) => {
    expect(standsAlone(title)).toBe(false);
  });

  test('the check of titles finds those of tests and of tables of tests', () => {
    const text = "test('is new', f);\nit.each([1])('has %s', f);\ntest('a row is new', f);\ntest.skipIf(x)(`may`, f);";
    expect(findContinuingTitles([parseSource('test/a.ts', text)]).map(({ line }) => line)).toEqual([1, 2, 4]);
  });
});

describe('the check of doc comments', () => {
  const opensWell = (kind: 'function' | 'thing', comment: string) => openingFault({ kind, comment }) === undefined;

  test.each([
    'Returns the row.',
    'Reads, changes and writes a row.',
    'Checks that a name is free.',
    'Names the field that is wrong.',
    'Waits until a wave departs.',
  ])('the check of doc comments accepts "%s" for a function', (comment) => {
    expect(opensWell('function', comment)).toBe(true);
  });

  test.each([
    'The row.',
    'Whether a row is new.',
    'What became of it.',
    'Rows that are new.',
    'Names of fields.',
    'Steps that a filter takes.',
    'Is a row.',
    'Return the row.',
    '',
  ])('the check of doc comments refuses "%s" for a function', (comment) => {
    expect(opensWell('function', comment)).toBe(false);
  });

  test.each(['The row.', 'A row.', 'Rows in memory.', 'Counts of decisions.', 'Every reason.', '`gone` or a status.'])(
    'the check of doc comments accepts "%s" for a type',
    (comment) => {
      expect(opensWell('thing', comment)).toBe(true);
    },
  );

  test.each([
    'What is stored.',
    'How often.',
    'Whether it is new.',
    'One row.',
    'Counts the steps.',
    'Read a row.',
    'Written by earlier versions.',
    'Called when a wave is due.',
    'By channel: the fields.',
    '',
  ])('the check of doc comments refuses "%s" for a type', (comment) => {
    expect(opensWell('thing', comment)).toBe(false);
  });

  test('the check of doc comments reads exports and functions apart from fields, and skips what needs no comment', () => {
    const file = parseSource(
      'core/a.ts',
      `/** What it is. */
export interface A {
  /** Whether it is new. */
  readonly isNew: boolean;
  /** A new one. */
  make(): A;
}
/** How often. */
const TIMES = 3;
/** The first. */
function first() {}
export const open = 1;`,
    );
    expect(findUnusualComments([file]).map(({ line }) => line)).toEqual([1, 5, 10]);
    expect(findUnusualFieldComments([file]).map(({ line }) => line)).toEqual([3, 8]);
  });
});

describe('the check of exported names', () => {
  const exporting = (path: string, text: string) => parseSource(path, text);

  test('the check of exported names finds a name that two files export, whatever it is in each', () => {
    const files = [exporting('api/a.ts', 'export function end() {}'), exporting('cli/a.ts', 'export type end = 1;')];
    expect(findHomonyms(files)).toEqual([
      { path: 'api/a.ts', line: 1, message: 'end is exported by cli/a.ts too' },
      { path: 'cli/a.ts', line: 1, message: 'end is exported by api/a.ts too' },
    ]);
  });

  test('the check of exported names finds names that are taken apart, and none that are not exported', () => {
    const files = [
      exporting('api/a.ts', 'export const { a, b: [c] } = d;'),
      exporting('api/c.ts', 'export class c {} const a = 1;'),
    ];
    expect(findHomonyms(files).map(({ path }) => path)).toEqual(['api/a.ts', 'api/c.ts']);
  });

  test('the check of exported names accepts adapters of one port, and the names that are shared for a reason', () => {
    const adapters = ['aws', 'sqlite'].map((name) => exporting(`adapters/${name}/rows.ts`, 'export const rowKey = 1;'));
    const shared = sharedNames.flatMap(({ name, in: path }) =>
      [1, 2].map((number) => exporting(`${path}${number}.ts`, `export const ${name} = 1;`)),
    );
    expect(findHomonyms([...adapters, ...shared])).toEqual([]);
  });
});

describe('the check of names', () => {
  test('the check of names splits names at camel case, underscores, hyphens and digits', () => {
    expect(partsOf('untilTaken')).toEqual(['until', 'taken']);
    expect(partsOf('MOST_ATTEMPTS')).toEqual(['most', 'attempts']);
    expect(partsOf('readHTTPBody2')).toEqual(['read', 'http', 'body', '2']);
    expect(partsOf('#at-once')).toEqual(['at', 'once']);
  });

  test('the check of names finds whole parts only, and prefixes of constants', () => {
    const search = searchForNames(['door', 'untilTaken', 'MOST_']);
    expect(
      ['doorbell', 'UNTIL_TAKEN', 'frontDoor', 'takenUntil', 'MOST_ROWS', 'mostRows', 'ALMOST_ROWS'].map(search),
    ).toEqual([[], ['untilTaken'], ['door'], [], ['MOST_'], [], []]);
  });

  test('the check of names finds names in comments, by how they are written', () => {
    expect(namesInText('Calls untilTaken up to MOST_ATTEMPTS times, for JSON.').map(({ text }) => text)).toEqual([
      'untilTaken',
      'MOST_ATTEMPTS',
    ]);
  });

  test('the check of names finds a replaced word in the name of a file, in code, in a code of the log and in a comment', () => {
    const text = "// see frontDoor\nlog.warn('DOOR_BROKE');\nconst aDoor = 1;";
    const found = findForbiddenNames([parseSource('core/the-door.ts', text)]).filter(
      ({ path }) => path === 'core/the-door.ts',
    );
    expect(found.map(({ line }) => line).sort()).toEqual([1, 1, 2, 3]);
  });
});

describe('the check of sentences', () => {
  test('the check of sentences finds phrases by whole words, in any case, over the end of a line of a comment', () => {
    const search = searchForPhrases(['gives way', 'door', 'front door']);
    const found = (text: string) => search(text).map(({ phrase }) => phrase);
    expect(found('Gives\n * way to the front door, not to the doorbell or the door-to-door.')).toEqual([
      'gives way',
      'front door',
    ]);
    expect(found('// gives\n// way')).toEqual(['gives way']);
  });

  test('the check of sentences reads comments, titles of tests and messages of the product, and no code', () => {
    const text = "/** One. */ // two\n// three\n\n// four\nit('five six', () => error('seven eight', 'nine'));";
    const texts = (path: string) => sentencesIn(parseSource(path, text)).map((each) => each.text);
    expect(commentsIn(parseSource('a.ts', text)).map((each) => each.text)).toEqual([
      '/** One. */',
      '// two\n// three',
      '// four',
    ]);
    expect(texts('test/a.ts').slice(3)).toEqual(["'five six'"]);
    expect(texts('core/a.ts').slice(3)).toEqual(["'five six'", "'seven eight'"]);
  });

  test('the check of sentences leaves out code and addresses in a page, and keeps the lines', () => {
    expect(withoutCode('a `door` [b](door.md)\n```\ndoor\n```\nc')).not.toContain('door');
    expect(withoutCode('```\ndoor\n```\nc').split('\n')).toHaveLength(4);
  });

  test('the check of sentences says where a phrase is and what to write instead', () => {
    const file = parseSource('core/a.ts', '// Right.\n\n// Nobody is there.');
    const found = findForbiddenPhrases([file]).filter(({ path }) => path === 'core/a.ts');
    expect(found).toEqual([{ path: 'core/a.ts', line: 3, message: '"nobody" is no user, each user, any caller' }]);
  });
});

describe('the page of the words', () => {
  const domain = vocabularyPage.table('Domain words');
  const standard = vocabularyPage.table('Our standard words');

  test('the page of the words has a meaning for each word, and each word once', () => {
    const words = [...domain, ...standard].map(([word = '']) => word);
    for (const row of [...domain, ...standard]) {
      expect(row).toEqual([expect.stringMatching(/./), expect.stringMatching(/\.$/), expect.any(String)]);
    }
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
  });

  test('the page of the words has something to replace for each standard word', () => {
    expect(standard.filter(([, , replaced = '']) => !/[`"]/.test(replaced))).toEqual([]);
  });
});

test('each exception to a check has its reason', () => {
  for (const { why } of [...allowedWords, ...sharedNames]) expect(why).toMatch(/^[A-Z].{20,}\.$/);
});
