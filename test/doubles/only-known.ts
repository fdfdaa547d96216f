/** Throws where a request has a parameter that the stand-in does not support: it would answer as if the parameter were not there. */
export function onlyKnown(input: object, known: readonly string[]): void {
  const unknown = Object.entries(input).filter(([name, value]) => value !== undefined && !known.includes(name));
  if (unknown.length > 0) throw new Error(`stand-in: knows nothing of ${unknown.map(([name]) => name).join(', ')}`);
}
