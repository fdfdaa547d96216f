import { readRepositoryFile, sentenceFiles } from '../docs/rule-citations.ts';
import { isAllowedWord } from './allowed-words.ts';
import { namesIn, namesInText, searchForNames } from './identifiers.ts';
import { searchForPhrases, withoutCode } from './phrases.ts';
import { commentsIn, sentencesIn } from './sentences.ts';
import { lineOf, type SourceFile, typescriptFiles } from './source-files.ts';
import type { Violation } from './violations.ts';
import { forbiddenWords } from './vocabulary.ts';

/** A word in a file. */
interface Place {
  readonly path: string;
  readonly line: number;
  readonly word: string;
}

/** The page that lists the words, and the tests that hold it. */
const ABOUT_WORDS = /^(?:docs\/vocabulary\.md|test\/(?:harness\/)?wording\/)/;

/** The page of the rules, which `sentenceFiles` leaves out. */
const RULES_PAGE = 'docs/reference/rules.md';

/** Returns the names that contain a replaced name: in code, in comments and in pages. */
export function findForbiddenNames(files: readonly SourceFile[] = typescriptFiles()): Violation[] {
  const { names } = forbiddenWords();
  const search = searchForNames(names.keys());
  return [...files.flatMap(namePlaces), ...pages().flatMap(namesInPage)]
    .filter(({ path, word }) => !ABOUT_WORDS.test(path) && !isAllowedWord(path, word))
    .flatMap(({ path, line, word }) =>
      search(word).map((name) => ({ path, line, message: `${word}: ${name} is ${names.get(name)}` })),
    );
}

/** Returns the forbidden phrases in comments, messages, titles of tests and pages. */
export function findForbiddenPhrases(files: readonly SourceFile[] = typescriptFiles()): Violation[] {
  const { phrases } = forbiddenWords();
  const search = searchForPhrases(phrases.keys());
  const inCode = files.flatMap((file) =>
    sentencesIn(file).flatMap(({ text, start }) =>
      search(withoutCode(text)).map(({ phrase, index }) => placeAt(file, phrase, start + index)),
    ),
  );
  const inPages = pages().flatMap((page) =>
    search(withoutCode(page.text)).map(({ phrase, index }) => ({
      path: page.path,
      line: page.lineAt(index),
      word: phrase,
    })),
  );
  return [...inCode, ...inPages]
    .filter(({ path, word }) => !ABOUT_WORDS.test(path) && !isAllowedWord(path, word))
    .map(({ path, line, word }) => ({ path, line, message: `"${word}" is ${phrases.get(word)}` }));
}

function namePlaces(file: SourceFile): Place[] {
  const inCode = namesIn(file).map(({ text, line }) => ({ path: file.path, line, word: text }));
  const known = new Set(inCode.map(({ word }) => word));
  const inComments = commentsIn(file).flatMap(({ text, start }) =>
    namesInText(text).map(({ text: word, index }) => placeAt(file, word, start + index)),
  );
  return [...inCode, ...inComments.filter(({ word }) => !known.has(word))];
}

function placeAt(file: SourceFile, word: string, position: number): Place {
  return { path: file.path, line: lineOf(file, position), word };
}

interface Page {
  readonly path: string;
  readonly text: string;
  lineAt(index: number): number;
}

/** Returns the files of the repository that are not code. */
function pages(): Page[] {
  const paths = [...sentenceFiles().filter((path) => !path.endsWith('.ts')), RULES_PAGE];
  return paths.map((path) => {
    const text = readRepositoryFile(path);
    return { path, text, lineAt: (index) => text.slice(0, index).split('\n').length };
  });
}

function namesInPage({ path, text, lineAt }: Page): Place[] {
  return namesInText(text).map(({ text: word, index }) => ({ path, line: lineAt(index), word }));
}
