/** Returns a text with one passage replaced, with any white space between its words; undefined unless the passage occurs exactly once. */
export function replaceOnce(text: string, find: string, replacement: string): string | undefined {
  const words = find
    .trim()
    .split(/\s+/)
    .map((word) => RegExp.escape(word));
  const passage = new RegExp(words.join('\\s+'), 'g');
  return text.match(passage)?.length === 1 ? text.replace(passage, () => replacement) : undefined;
}
