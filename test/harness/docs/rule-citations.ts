import { globSync, readFileSync } from 'node:fs';

/** A place in the repository that cites a rule. */
export interface Citation {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
}

const ROOT = new URL('../../../', import.meta.url);

/** The page that defines the rules: what it says of them is no citation. */
const RULES_PAGE = 'docs/reference/rules.md';

/** The files that people write sentences in. Data (JSON, SQL) cites nothing: an `R7` in it is a part of an id or of a digest. */
const SENTENCES = ['**/*.{ts,tsx,cjs,md,yml,yaml}', '.github/**/*.{md,yml}', '.ci/*', '.*.cjs'];

/** Returns the files of the repository that may cite rules, without what git ignores. */
export function sentenceFiles(): string[] {
  const ignored = readFileSync(new URL('.gitignore', ROOT), 'utf8').split('\n').filter(Boolean);
  const exclude = ignored.map((line) => `**/${line.replace(/\/$/, '')}`);
  const paths = globSync(SENTENCES, { cwd: ROOT, exclude }).map((path) => path.replaceAll('\\', '/'));
  return paths.filter((path) => path !== RULES_PAGE).sort();
}

/** Reads a file of the repository. */
export function readRepositoryFile(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

/** Returns every citation in a file, line by line. */
export function citationsOf(path: string, text: string): Citation[] {
  return text
    .split('\n')
    .flatMap((content, index) => rulesIn(content).map((rule) => ({ rule, path, line: index + 1 })));
}

/**
 * Returns the rules that a text cites, each once: the letter R and a number, as a word of its own. A range (R1-R3, "R1 to R3") cites
 * every number in it.
 */
export function rulesIn(text: string): string[] {
  const ranges = [...text.matchAll(/\bR(\d+)(?:-|–| - | – |\.\.| to | through )R(\d+)\b/g)];
  const inside = ranges.flatMap(([, first, last]) => numbersBetween(Number(first), Number(last)));
  const single = [...text.matchAll(/\bR(\d+)\b/g)].map(([, number]) => Number(number));
  return [...new Set([...inside, ...single])].map((number) => `R${number}`);
}

function numbersBetween(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
