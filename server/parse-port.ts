/** Parses the number of a port; 0 is any free one. Returns undefined for any other text. */
export function parsePort(text: string): number | undefined {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port <= 65_535 ? port : undefined;
}
