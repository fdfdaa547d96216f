/** The delimiters of outputs and tags of Liquid, and those of references to values of a stage. */
const DELIMITERS = [
  { opening: '{{', closing: '}}' },
  { opening: '{%', closing: '%}' },
  { opening: '${', closing: '}' },
] as const;

/** Replaces each expression and each tag of Liquid in a text, and each reference `${name}`. What remains is literal. */
export function replaceExpressions(text: string, replacement: string): string {
  return DELIMITERS.reduce((rest, delimiters) => replaceBetween(rest, delimiters, replacement), text);
}

/** Replaces what stands between delimiters, and them. A pattern would search the rest of the text for each one that is not closed. */
function replaceBetween(text: string, { opening, closing }: (typeof DELIMITERS)[number], replacement: string): string {
  const [before, ...others] = text.split(opening);
  const after = others.map((each) => {
    const end = each.indexOf(closing);
    return end === -1 ? `${opening}${each}` : `${replacement}${each.slice(end + closing.length)}`;
  });
  return [before, ...after].join('');
}
