import type { Lines, Terminal } from './terminal.ts';

/** What a terminal acts on, what turns the direction of text, what ends a line, and halves of characters. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu;

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Writes what cannot be seen as it is written in JSON, so that a name can neither hide nor colour nor move what stands around it. */
export function printable(text: string): string {
  return text.replace(
    UNSEEN,
    (unseen) => SHORT.get(unseen) ?? `\\u${unseen.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A terminal to which every line goes as printable text; a line break in a line is shown and not made. JSON stays the same JSON. */
export function printableTerminal({ print, complain, progress, confirm, stdin }: Terminal): Terminal {
  const eachOf = (lines: Lines) => [lines].flat().map(printable);
  return {
    stdin,
    print: (lines) => print(eachOf(lines)),
    complain: (lines) => complain(eachOf(lines)),
    progress: (text) => progress(printable(text)),
    confirm: confirm && ((question) => confirm(printable(question))),
  };
}
