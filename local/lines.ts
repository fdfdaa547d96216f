import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** The longest line that is read: an entry on the bus is at most 256 KiB. */
const LONGEST = 4 * 1024 * 1024;

/** A line of a file. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
}

/** Makes lines of a file that comes in pieces; empty ones are left out. */
export interface Lines {
  /** The lines that end with this piece. */
  of(piece: Uint8Array | string): Line[];
  /** The line that the file ends with, if any. */
  rest(): Line[];
}

/** Begins at the first line. */
export function newLines(): Lines {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let number = 0;
  const numbered = (texts: readonly string[]): Line[] => {
    const lines: Line[] = [];
    for (const text of texts) {
      number += 1;
      if (text.trim() !== '') lines.push({ number, text });
    }
    return lines;
  };
  return {
    of(piece) {
      const texts = `${rest}${typeof piece === 'string' ? piece : decoder.write(piece)}`.split('\n');
      rest = texts.pop() ?? '';
      if (rest.length > LONGEST) throw new Error(`line ${number + texts.length + 1}: longer than 4 MiB`);
      return numbered(texts);
    },
    rest: () => numbered([`${rest}${decoder.end()}`]),
  };
}

/** The lines of a stream as they come, many at a time; empty ones are left out. */
export async function* linesOf(stream: Readable): AsyncGenerator<Line[]> {
  const lines = newLines();
  for await (const piece of stream) yield lines.of(piece);
  yield lines.rest();
}
