import * as v from 'valibot';

const EXPECTED = 'a language tag, such as pt-BR';

/** The schema of a well-formed language tag of BCP 47. */
export const languageTagSchema = v.pipe(
  v.string(EXPECTED),
  v.regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,10}$/, EXPECTED),
  v.check(isWellFormed, EXPECTED),
);

/** Returns whether a text is a well-formed language tag. */
export function isLanguageTag(text: string): boolean {
  return v.is(languageTagSchema, text);
}

function isWellFormed(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
