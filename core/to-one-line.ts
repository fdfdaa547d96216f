/** The characters that end a line, or that a header or an address cannot hold: controls, NEL, LS and PS. */
const LINE_BREAKS = /[\p{Cc}\u2028\u2029]+/gu;

/** Returns a text as one line: line breaks become a space, and blanks at both ends are removed (R76). */
export function toOneLine(text: string): string {
  return text.replace(LINE_BREAKS, ' ').trim();
}
