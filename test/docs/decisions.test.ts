import { describe, expect, test } from 'vitest';
import { DocumentationPage } from '../harness/docs/page.ts';
import { readRepositoryFile, sentenceFiles } from '../harness/docs/rule-citations.ts';

const FOLDER = 'docs/decisions/';
const names = sentenceFiles().flatMap((path) => /^docs\/decisions\/(\d{4}-[\w-]+\.md)$/.exec(path)?.[1] ?? []);
const HEAD = /^# (\d{4})\. (.+)\n\nDate: (\d{4}-\d\d-\d\d)\n\nStatus: ((?:accepted|superseded).*)\n\n## What\n/;

describe('the decision records', () => {
  test('the decision records have one number each, without gaps', () => {
    expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1));
  });

  test('the decision records begin with title, date and status, and state the decision, the reason and the consequences', () => {
    for (const name of names) {
      const text = readRepositoryFile(`${FOLDER}${name}`);
      expect(text, name).toMatch(HEAD);
      expect(text.match(/^## .+$/gm), name).toEqual(['## What', '## Why', '## Consequences']);
    }
  });

  test('the decision records are listed in the index with title, date and status', () => {
    const rows = names.map((name) => {
      const [, number, title, date, status] = HEAD.exec(readRepositoryFile(`${FOLDER}${name}`)) ?? [];
      return [`[${number}](${name})`, title, date, status];
    });
    expect(new DocumentationPage('decisions/README.md').table('Decisions')).toEqual(rows);
  });
});
