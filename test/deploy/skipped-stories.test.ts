import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { testTitles } from '../harness/docs/test-titles.ts';
import { SKIPPED_STORIES } from './stories/skipped-stories.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const patterns = globSync('test/scenarios/*.test.ts', { cwd: ROOT })
  .flatMap((path) => testTitles(path, readFileSync(`${ROOT}${path}`, 'utf8')))
  // A title that is a placeholder alone would stand for every name.
  .filter((title) => title.replace(/%[a-z]|\$[\w.]+/g, '').length > 5)
  .map(toPattern);

/** Returns a pattern of the titles that a title of `each` stands for: its placeholders may be any text. */
function toPattern(title: string): RegExp {
  const literals = title.split(/%[a-z]|\$[\w.]+/).map((literal) => RegExp.escape(literal));
  return new RegExp(`^${literals.join('.*')}$`, 's');
}

test.each(Object.keys(SKIPPED_STORIES))('the skipped story "%s" is a story of the scenarios', (name) => {
  const unknown = name.split(' > ').filter((part) => !patterns.some((pattern) => pattern.test(part)));
  expect(unknown).toEqual([]);
});
