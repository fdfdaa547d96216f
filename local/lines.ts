import type { Readable } from 'node:stream';

/** The longest line that is read: an entry on the bus is at most 256 KiB. */
const LONGEST = 4 * 1024 * 1024;

/** A line of a file. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
}

/** The lines of a stream as they come, many at a time; empty ones are left out. */
export async function* linesOf(stream: Readable): AsyncGenerator<Line[]> {
  let rest = '';
  let number = 0;
  for await (const chunk of stream.setEncoding('utf8')) {
    const texts = `${rest}${chunk}`.split('\n');
    rest = texts.pop() ?? '';
    if (rest.length > LONGEST) throw new Error(`line ${number + texts.length + 1}: longer than 4 MiB`);
    yield numbered(texts, number);
    number += texts.length;
  }
  yield numbered([rest], number);
}

function numbered(texts: readonly string[], before: number): Line[] {
  return texts.map((text, index) => ({ number: before + index + 1, text })).filter(({ text }) => text.trim() !== '');
}
