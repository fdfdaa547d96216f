/** Throws where a request says something that the stand-in knows nothing of: it would answer as if it had not been said. */
export function onlyKnown(input: object, known: readonly string[]): void {
  const unknown = Object.entries(input).filter(([name, value]) => value !== undefined && !known.includes(name));
  if (unknown.length > 0) throw new Error(`stand-in: knows nothing of ${unknown.map(([name]) => name).join(', ')}`);
}
