/** Counts the characters of a text in Unicode code points, as JSON Schema does, not in UTF-16 units. */
export function countCharacters(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

/** Returns true if a text has more characters than a maximum. The length in UTF-16 units decides for most texts. */
export function hasMoreCharacters(text: string, max: number): boolean {
  return text.length > max && countCharacters(text) > max;
}

/** Returns the beginning of a text, at most a number of UTF-16 units long. A character whose halves the cut would separate is left out. */
export function truncate(text: string, max: number): string {
  return text.slice(0, max).replace(/[\ud800-\udbff]$/, '');
}

/** Counts the bytes of a text in UTF-8. */
export function countBytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Returns the beginning of a text, at most a number of bytes long in UTF-8. A character that does not fit is left out whole. */
export function truncateToBytes(text: string, max: number): string {
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(max)).read);
}

/**
 * The text that replaces bytes which are not UTF-8. It is two second halves of characters in a row, which no valid text has, not even
 * one that was cut.
 */
export const UNDECODABLE = '\udfff\udfff';
