import { formatInteger } from '../../core/contracts/format-integer.ts';
import { decodeUtf8, findInvalidByte } from '../../core/contracts/utf8.ts';

/** A line without the characters that end it, or the reason why it is not text. Lines count from 1. */
export type FileLine = { readonly line: number } & ({ readonly text: string } | { readonly refused: string });

/** The longest line that is read, in bytes. */
export const MAX_CSV_LINE_BYTES = 1024 * 1024;
const LINE_FEED = 0x0a;

/** Splits a file, which is read in chunks, into lines in UTF-8, many at a time. A byte order mark is left out. A line that is too long is not kept. */
export async function* splitLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<FileLine[]> {
  let [line, rest, bytes]: [number, Uint8Array[], number] = [1, [], 0];
  const keep = (part: Uint8Array) => {
    bytes += part.length;
    if (bytes <= MAX_CSV_LINE_BYTES) rest.push(part);
  };
  const end = (): FileLine => {
    const ended =
      bytes > MAX_CSV_LINE_BYTES ? { line, refused: refuseTooLong(bytes) } : decodeLine(Buffer.concat(rest), line);
    [line, rest, bytes] = [line + 1, [], 0];
    return ended;
  };
  for await (const chunk of stream) {
    const lines: FileLine[] = [];
    let start = 0;
    for (let feed = chunk.indexOf(LINE_FEED); feed !== -1; feed = chunk.indexOf(LINE_FEED, start)) {
      keep(chunk.subarray(start, feed));
      lines.push(end());
      start = feed + 1;
    }
    keep(chunk.subarray(start));
    yield lines;
  }
  if (bytes > 0) yield [end()];
}

function decodeLine(bytes: Uint8Array, line: number): FileLine {
  const text = decodeUtf8(bytes);
  if (text !== undefined) return { line, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  const { found = 'other bytes', column = 1 } = findInvalidByte(bytes) ?? {};
  return { line, refused: `expected text in UTF-8, found ${found} at character ${column}` };
}

function refuseTooLong(bytes: number): string {
  return `expected a line of at most 1 MiB (${formatInteger(MAX_CSV_LINE_BYTES)} bytes), found ${formatInteger(bytes)} bytes`;
}
