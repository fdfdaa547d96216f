/** How many characters a text has: Unicode code points, as JSON Schema counts them, and not UTF-16 units. */
export function charactersIn(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}
