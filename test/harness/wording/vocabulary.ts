import { codesIn, DocumentationPage } from '../docs/page.ts';

/** The names and phrases that docs/vocabulary.md forbids. */
export interface ForbiddenWords {
  /** Names that may not be a part of another name, with the word to use instead. */
  readonly names: ReadonlyMap<string, string>;
  /** Phrases that may not occur in sentences, in lower case, with the word to use instead. */
  readonly phrases: ReadonlyMap<string, string>;
}

/** The page of the words. */
export const vocabularyPage = new DocumentationPage('vocabulary.md');

/** Reads the forbidden words from both tables of the page. */
export function forbiddenWords(): ForbiddenWords {
  const rows = ['Domain words', 'Our standard words'].flatMap((heading) => vocabularyPage.table(heading));
  return {
    names: new Map(rows.flatMap(([word = '', , replaced]) => codesIn(replaced).map((name) => [name, word]))),
    phrases: new Map(rows.flatMap(([word = '', , replaced]) => quotedIn(replaced).map((phrase) => [phrase, word]))),
  };
}

function quotedIn(cell = ''): string[] {
  return [...cell.matchAll(/"([^"]+)"/g)].map(([, phrase = '']) => phrase.toLowerCase());
}
