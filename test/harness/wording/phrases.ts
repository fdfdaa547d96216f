/** A forbidden phrase in a text. */
export interface Found {
  readonly phrase: string;
  /** The position in the text at which it begins. */
  readonly index: number;
}

/** A pattern of the characters between two words of a phrase: spaces, and the end of a line with the decoration of a comment. */
const BETWEEN_WORDS = String.raw`(?:\s|\*|//)+`;

/** Returns a search for phrases by whole words, in any case. */
export function searchForPhrases(phrases: Iterable<string>): (text: string) => Found[] {
  const longestFirst = [...phrases].sort((one, other) => other.length - one.length);
  const choices = longestFirst.map((phrase) => phrase.split(' ').map(escaped).join(BETWEEN_WORDS));
  const pattern = new RegExp(String.raw`(?<![\w-])(?:${choices.join('|')})(?![\w-])`, 'gi');
  const normal = (match: string) => match.toLowerCase().replace(new RegExp(BETWEEN_WORDS, 'g'), ' ');
  return (text) => [...text.matchAll(pattern)].map((match) => ({ phrase: normal(match[0]), index: match.index }));
}

/** Replaces quoted code and the addresses of links in a page with spaces; the other text keeps its position. */
export function withoutCode(text: string): string {
  const blank = (code: string) => code.replace(/[^\n]/g, ' ');
  return text
    .replace(/^```.*?^```/gms, blank)
    .replace(/`[^`\n]+`/g, blank)
    .replace(/\]\([^)\n]*\)/g, blank);
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
