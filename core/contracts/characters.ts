/** How many characters a text has: Unicode code points, as JSON Schema counts them, and not UTF-16 units. */
export function charactersIn(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

/** At most so many UTF-16 units from the beginning of a text: what is cut between the halves of a character loses both. */
export function beginningOf(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}
