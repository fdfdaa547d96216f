import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { declarationsIn } from '../harness/docs/declarations.ts';
import { codesIn, DocumentationPage } from '../harness/docs/page.ts';
import { readRepositoryFile } from '../harness/docs/rule-citations.ts';

interface Answer {
  readonly question: string;
  readonly file: string;
  readonly symbol: string;
}

const page = new DocumentationPage('internals/questions.md');
const answers = parseAnswers(page.table('Six questions'));
const byQuestion = Map.groupBy(answers, ({ question }) => question);

describe('the six questions of a newcomer', () => {
  test('the questions of a newcomer are six, each answered in words and by at most three files', () => {
    expect(byQuestion.size).toBe(6);
    for (const [question, answers] of byQuestion) {
      expect(new Set(answers.map(({ file }) => file)).size, question).toBeLessThanOrEqual(3);
      expect(page.text).toContain(`\n**${question}** `);
    }
  });

  test.each(answers)('the questions of a newcomer have the answer $symbol in $file: $question', ({ file, symbol }) => {
    expect(existsSync(new URL(`../../${file}`, import.meta.url)), `${file} is there`).toBe(true);
    const text = readRepositoryFile(file);
    const names = file.endsWith('.md') ? headingsIn(text) : declarationsIn(text);
    expect(names).toContain(symbol);
  });
});

/** Reads the rows of the table; a row without a question belongs to the one above. */
function parseAnswers(rows: readonly (readonly string[])[]): Answer[] {
  let question = '';
  return rows.map(([asked = '', file, symbol]) => {
    question = asked === '' ? question : asked;
    return { question, file: codesIn(file)[0] ?? '', symbol: codesIn(symbol)[0] ?? '' };
  });
}

function headingsIn(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
}
