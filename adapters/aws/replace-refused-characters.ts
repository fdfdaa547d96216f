/** The characters that SQS accepts in texts: tab, line feed, carriage return, and all from the space on but two and single surrogates. */
const REFUSED = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Replaces the characters that SQS does not accept in a text by question marks: the texts of providers may have any. */
export function replaceRefusedCharacters(text: string): string {
  return text.replaceAll(REFUSED, '?');
}
