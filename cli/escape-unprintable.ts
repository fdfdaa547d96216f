import type { Terminal, TextLines } from './terminal.ts';

/** What a terminal acts on, what turns the direction of text, what ends a line, and halves of characters. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu;

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Writes what cannot be seen as it is written in JSON, so that a name can neither hide nor colour nor move what stands around it. */
export function escapeUnprintable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (unseen) => SHORT_ESCAPES.get(unseen) ?? `\\u${unseen.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A terminal to which every line goes as printable text; a line break in a line is shown and not made. JSON stays the same JSON. */
export function createPrintableTerminal({ print, printError, showProgress, confirm, stdin }: Terminal): Terminal {
  const eachOf = (lines: TextLines) => [lines].flat().map(escapeUnprintable);
  return {
    stdin,
    print: (lines) => print(eachOf(lines)),
    printError: (lines) => printError(eachOf(lines)),
    showProgress: (text) => showProgress(escapeUnprintable(text)),
    confirm: confirm && ((question) => confirm(escapeUnprintable(question))),
  };
}
