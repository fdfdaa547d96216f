/** How many characters a text has: Unicode code points, as JSON Schema counts them, and not UTF-16 units. */
export function countCharacters(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

/** Whether a text has more characters than so many: of most texts their length says that they have not. */
export function hasMoreCharacters(text: string, max: number): boolean {
  return text.length > max && countCharacters(text) > max;
}

/** At most so many UTF-16 units from the beginning of a text: what is cut between the halves of a character loses both. */
export function truncate(text: string, max: number): string {
  return text.slice(0, max).replace(/[\ud800-\udbff]$/, '');
}

/** How many bytes a text has in UTF-8. */
export function countBytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The beginning of a text that has at most so many bytes in UTF-8; a character is whole, or left out. */
export function truncateToBytes(text: string, max: number): string {
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(max)).read);
}

/** Stands in a decoded text where the bytes were not UTF-8. No text that was merely cut has two second halves of characters side by side. */
export const UNDECODABLE = '\udfff\udfff';
