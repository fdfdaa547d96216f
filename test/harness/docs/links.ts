import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The address under which this repository's files are read, on the main branch. */
const OWN_ADDRESS = 'https://github.com/campaign-connector/campaign-connector/blob/main/';

/** Returns the links of a page that lead into this repository: relative ones, and those to its address. Skips code. */
export function linksIn(markdown: string): string[] {
  const links = [...withoutCode(markdown).matchAll(/\]\(([^()\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => link.startsWith(OWN_ADDRESS) || !/^[a-z]+:/.test(link));
}

/** Returns what is wrong with a link of a page, or nothing. */
export function faultOf(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = pathOf(page, path);
  if (!existsSync(join(ROOT, target))) return `${page}: ${link} leads to no file`;
  if (anchor === undefined) return undefined;
  if (statSync(join(ROOT, target)).isDirectory()) return `${page}: ${link} names a heading of a folder`;
  return anchorsOf(readFileSync(join(ROOT, target), 'utf8')).includes(anchor)
    ? undefined
    : `${page}: ${link} leads to no heading`;
}

/** Returns the anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(markdown: string): string[] {
  const seen = new Map<string, number>();
  return [...withoutBlocks(markdown).matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) => {
    const anchor = anchorOf(heading);
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

function anchorOf(heading: string): string {
  const text = heading
    .replace(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .trim()
    .toLowerCase();
  return text.replace(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-');
}

function pathOf(page: string, path: string): string {
  if (path.startsWith(OWN_ADDRESS)) return path.slice(OWN_ADDRESS.length);
  return path === '' ? page : join(dirname(page), path);
}

/** Removes blocks of code, with their fences. */
function withoutBlocks(markdown: string): string {
  return markdown.replace(/^( *)(```+)[^\n]*\n.*?^ *\2 *$/gms, '');
}

function withoutCode(markdown: string): string {
  return withoutBlocks(markdown).replace(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
}
