import type { Terminal, TextLines } from './terminal.ts';

/** Characters that control a terminal, change the direction of text or end a line, and halves of surrogate pairs. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu;

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Escapes unprintable characters as in JSON, so that a name can neither hide nor colour nor move the text around it. */
export function escapeUnprintable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (unseen) => SHORT_ESCAPES.get(unseen) ?? `\\u${unseen.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Creates a terminal that escapes unprintable characters of every line, line breaks included. JSON stays the same JSON. */
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
