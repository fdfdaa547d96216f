import { isLanguageTag } from '../../core/contracts/language-tag.ts';
import { isObject } from '../../core/contracts/object.ts';
import { type DraftPath, readPath } from './draft-path.ts';

/** Returns the languages of the translations of a message, as the campaign writes them. */
export function listMessageLanguages(message: unknown): readonly string[] {
  const translations = readPath(message, ['translations']);
  return isObject(translations) ? Object.keys(translations) : [];
}

/** Returns the paths of what has texts in a message: the message itself, and its translations. */
export function listTextPaths(message: unknown): readonly DraftPath[] {
  return [[], ...listMessageLanguages(message).map((language) => ['translations', language])];
}

/** Returns why a text cannot be the language of a further translation: it is no language tag, or there is one already. */
export function findLanguageProblem(text: string, taken: readonly string[]): 'invalid' | 'taken' | undefined {
  if (!isLanguageTag(text)) return 'invalid';
  return taken.some((each) => each.toLowerCase() === text.toLowerCase()) ? 'taken' : undefined;
}

/** Formats a language tag with the name of its language: `pt-BR, Portuguese (Brazil)`. One without a name is left as it is. */
export function formatLanguage(tag: string, locale: string): string {
  if (!isLanguageTag(tag)) return tag;
  const name = new Intl.DisplayNames([locale], { type: 'language', fallback: 'none' }).of(tag);
  return name === undefined ? tag : `${tag}, ${name}`;
}
