import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { anchorsOf, faultOf, linksIn } from '../harness/docs/links.ts';
import { readRepositoryFile, sentenceFiles } from '../harness/docs/rule-citations.ts';

/** The path of a file in code, from the root of the repository. */
const NAMED_FILE =
  /`((?:adapters|api|bin|channels|cli|consumer|core|engine|examples|functions|lib|rehearse|schemas|server|sources|test)\/[\w/.-]+\.\w+)`/g;

/** Files of the how-tos' examples. */
const EXAMPLES = new Set(['functions/count-waves.ts', 'sources/segment/segment.ts', 'test/sources/segment.test.ts']);

const pages = [...sentenceFiles().filter((path) => path.endsWith('.md')), 'docs/reference/rules.md'];

describe('the documentation', () => {
  test('the documentation has no relative link without its file and heading', () => {
    const links = pages.flatMap((page) => linksIn(readRepositoryFile(page)).map((link) => ({ page, link })));
    expect(links.length).toBeGreaterThan(100);
    expect(links.flatMap(({ page, link }) => faultOf(page, link) ?? [])).toEqual([]);
  });

  test('the documentation is reachable page by page from its index', () => {
    const reached = new Set(['docs/README.md']);
    for (const page of reached) for (const target of pagesLinkedFrom(page)) reached.add(target);
    expect(pages.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
  });

  test('the documentation has every page that code, templates and configuration name by its path', () => {
    const named = sentenceFiles().flatMap((path) =>
      [...readRepositoryFile(path).matchAll(/\bdocs\/[\w/-]+\.md\b/g)].map(([page]) => ({ path, page })),
    );
    expect(named.filter(({ page }) => !pages.includes(page))).toEqual([]);
  });

  test('the documentation names no file of the repository that does not exist', () => {
    const named = pages.flatMap((page) =>
      [...readRepositoryFile(page).matchAll(NAMED_FILE)].map(([, file = '']) => ({ page, file })),
    );
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter(({ file }) => !EXAMPLES.has(file) && !isFile(file))).toEqual([]);
  });
});

describe('a link of the documentation', () => {
  test('a link of the documentation is found in text, and not in code', () => {
    expect(linksIn('[a](a.md) `[b](b.md)`\n```md\n[c](c.md)\n```\n[d](#d) [e](https://example.com)')).toEqual([
      'a.md',
      '#d',
    ]);
  });

  test('a link of the documentation leads to a heading by the anchor that GitHub gives it', () => {
    const page = '# A `code`: and more\n\n```sh\n# a comment\n```\n\n## Twice\n\n## Twice\n\n## [R1](#r1), x_y';
    expect(anchorsOf(page)).toEqual(['a-code-and-more', 'twice', 'twice-1', 'r1-x_y']);
  });

  test('a link of the documentation is distinguished from a broken one', () => {
    expect(faultOf('README.md', 'docs/reference/rules.md#r1')).toBeUndefined();
    expect(faultOf('README.md', 'docs/reference/rules.md#r0')).toContain('no heading');
    expect(faultOf('docs/README.md', 'nowhere.md')).toContain('no file');
  });
});

function isFile(path: string): boolean {
  return existsSync(new URL(`../../${path}`, import.meta.url));
}

function pagesLinkedFrom(page: string): string[] {
  const folder = new URL(page, 'file:///');
  const targets = linksIn(readRepositoryFile(page)).map((link) => new URL(link, folder).pathname.slice(1));
  return targets.filter((target) => pages.includes(target));
}
