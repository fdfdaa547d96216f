/** Writes each long run of the letter x in a text as `x{length}`, so that a fixture of a long event stays short. */
export function collapsed(text: string): string {
  return text.replace(/x{100,}/g, ({ length }) => `x{${length}}`);
}

/** Returns the text of which the runs were collapsed. */
export function expanded(text: string): string {
  return text.replace(/x\{(\d+)\}/g, (_, length: string) => 'x'.repeat(Number(length)));
}
