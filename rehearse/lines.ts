import { decodeUtf8, findForeignByte, UTF_16 } from '../core/contracts/utf8.ts';
import { writeWhole } from '../core/contracts/whole-number.ts';
import type { Piece } from './batch.ts';
import type { Line, Said } from './line.ts';
import { newFormatCheck } from './line-format.ts';

/** The longest line that is read. An event is at most 256 KiB, which escapes may make several times as long. */
export const LONGEST_LINE = 4 * 1024 * 1024;

/** Makes lines of a file that comes in pieces; empty ones are left out. */
export interface Lines {
  /** The lines that end with this piece. */
  of(piece: Piece): Line[];
  /** The line that the file ends with, if any. */
  rest(): Line[];
}

/** Bytes that tell what a line is. */
const BEGINNING = 16;
const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = '\uFEFF';
const encoder = new TextEncoder();

/** Begins at the first line. Of a line that is too long nothing is held. */
export function newLines(): Lines {
  const format = newFormatCheck();
  const begun = newLine();
  let number = 0;
  const numbered = (all: readonly Said[]): Line[] => {
    const lines = all.map((said, index) => ({ number: number + index + 1, ...said }));
    number += all.length;
    return lines.filter((line) => 'refused' in line || line.text.trim() !== '');
  };
  return {
    of(piece) {
      const part = typeof piece === 'string' ? encoder.encode(piece) : piece;
      const [first, last] = [part.indexOf(LINE_FEED), part.lastIndexOf(LINE_FEED)];
      if (first === -1) {
        begun.add(part);
        return [];
      }
      begun.add(part.subarray(0, first));
      const lines = numbered([begun.end(), ...wholeLines(part.subarray(first + 1, last + 1))]);
      begun.add(part.subarray(last + 1));
      return format.of(lines);
    },
    rest: () => [...format.of(numbered([begun.end()])), ...format.rest()],
  };
}

/** The lines of a stream as they come, many at a time; empty ones are left out. */
export async function* linesOf(stream: AsyncIterable<Piece>): AsyncGenerator<Line[]> {
  const lines = newLines();
  for await (const piece of stream) yield lines.of(piece);
  yield lines.rest();
}

/** A line that comes in pieces. */
function newLine() {
  let [pieces, bytes]: [Uint8Array[], number] = [[], 0];
  return {
    add(piece: Uint8Array): void {
      bytes += piece.length;
      // Of a line that is too long its beginning tells what it is.
      if (bytes > LONGEST_LINE) pieces = [concat(pieces.length > 0 ? pieces : [piece]).slice(0, BEGINNING)];
      else pieces.push(piece);
    },
    end(): Said {
      const line = concat(pieces);
      const said = bytes > LONGEST_LINE ? tooLong(bytes, line) : decode(line);
      [pieces, bytes] = [[], 0];
      return said;
    },
  };
}

/** Lines that each end with a line feed: decoded together, which is faster, unless something is wrong with one of them. */
function wholeLines(bytes: Uint8Array): Said[] {
  const whole = bytes.length > LONGEST_LINE ? undefined : decodeUtf8(bytes);
  if (whole !== undefined)
    return whole
      .split('\n')
      .slice(0, -1)
      .map((text) => ({ text: withoutMark(text) }));
  const lines: Said[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, start);
    lines.push(decode(bytes.subarray(start, end)));
    start = end + 1;
  }
  return lines;
}

function decode(bytes: Uint8Array): Said {
  if (bytes.length > LONGEST_LINE) return tooLong(bytes.length, bytes.subarray(0, BEGINNING));
  const text = decodeUtf8(bytes);
  if (text !== undefined) return { text };
  const { found = 'other bytes', column = 1 } = findForeignByte(bytes) ?? {};
  if (found === UTF_16) return { refused: `expected text in UTF-8, found ${found}`, isOfFile: true };
  return { refused: `expected text in UTF-8, found ${found} in column ${column}` };
}

function tooLong(bytes: number, beginning: Uint8Array): Said {
  const most = `a line of at most 4 MiB (${writeWhole(LONGEST_LINE)} bytes)`;
  const isArray = new TextDecoder().decode(beginning).trimStart().startsWith('[');
  const hint = isArray ? "; jq -c '.[]' makes lines of a JSON array" : '';
  return { refused: `expected ${most}, found ${writeWhole(bytes)} bytes${hint}` };
}

/** Files that were put together have marks in their middle, too. */
function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((bytes, { length }) => bytes + length, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
