/** Returns the languages that are looked for, for a language of a user, from the most to the least exact: `pt-br`, then `pt` (R93). */
export function listLanguages(language: unknown): string[] {
  if (typeof language !== 'string') return [];
  const parts = language.trim().slice(0, MAX_TAG_UNITS).toLowerCase().replaceAll('_', '-').split('-');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('-'));
}

/** The maximum length of a language that is looked for. Longer ones have no translation. */
const MAX_TAG_UNITS = 100;
