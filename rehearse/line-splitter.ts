import { formatInteger } from '../core/contracts/format-integer.ts';
import { decodeUtf8, findInvalidByte, UTF_16 } from '../core/contracts/utf8.ts';
import { createFormatCheck } from './format-check.ts';
import type { Line, LineContent } from './line.ts';
import type { RecordingChunk } from './recording-batch.ts';

/** The longest line that is read. An event has at most 256 KiB, and escapes may make its line several times as long. */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;

/** A splitter of a file, which is read in chunks, into lines without the empty ones. */
export interface LineSplitter {
  /** Returns the lines that end in a chunk. */
  push(piece: RecordingChunk): Line[];
  /** Returns the last line of the file, if it does not end with a line feed. */
  flush(): Line[];
}

/** The number of bytes at the beginning of a line that show its format. */
const SHOWN_BYTES = 16;
const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = '\uFEFF';
const encoder = new TextEncoder();

/** Creates a splitter that begins at line 1. It does not keep the content of a line that is too long. */
export function createLineSplitter(): LineSplitter {
  const format = createFormatCheck();
  const lineBuffer = createLineBuffer();
  let number = 0;
  const numbered = (all: readonly LineContent[]): Line[] => {
    const lines: Line[] = [];
    for (const content of all) {
      number += 1;
      if ('refused' in content) lines.push({ number, ...content });
      else if (content.text.trim() !== '') lines.push({ number, text: content.text });
    }
    return lines;
  };
  return {
    push(piece) {
      const part = typeof piece === 'string' ? encoder.encode(piece) : piece;
      const [first, last] = [part.indexOf(LINE_FEED), part.lastIndexOf(LINE_FEED)];
      if (first === -1) {
        lineBuffer.add(part);
        return [];
      }
      lineBuffer.add(part.subarray(0, first));
      const lines = numbered([lineBuffer.end(), ...decodeLines(part.subarray(first + 1, last + 1))]);
      lineBuffer.add(part.subarray(last + 1));
      return format.check(lines);
    },
    flush: () => [...format.check(numbered([lineBuffer.end()])), ...format.flush()],
  };
}

/** Reads the lines of a stream, many at a time, without the empty ones. */
export async function* readLines(stream: AsyncIterable<RecordingChunk>): AsyncGenerator<Line[]> {
  const lines = createLineSplitter();
  for await (const piece of stream) yield lines.push(piece);
  yield lines.flush();
}

/** Creates a buffer for a line that ends in a later chunk than it begins in. */
function createLineBuffer() {
  let [pieces, bytes]: [Uint8Array[], number] = [[], 0];
  return {
    add(piece: Uint8Array): void {
      bytes += piece.length;
      // Only the beginning of a line that is too long is kept, for the message.
      if (bytes > MAX_LINE_BYTES) pieces = [concat(pieces.length > 0 ? pieces : [piece]).slice(0, SHOWN_BYTES)];
      else pieces.push(piece);
    },
    end(): LineContent {
      const line = concat(pieces);
      const content = bytes > MAX_LINE_BYTES ? refuseTooLong(bytes, line) : decodeLine(line);
      [pieces, bytes] = [[], 0];
      return content;
    },
  };
}

/** Decodes lines that each end with a line feed: together, which is faster, unless one of them is invalid or too long. */
function decodeLines(bytes: Uint8Array): LineContent[] {
  const whole = bytes.length > MAX_LINE_BYTES ? undefined : decodeUtf8(bytes);
  if (whole !== undefined)
    return whole
      .split('\n')
      .slice(0, -1)
      .map((text) => ({ text: removeByteOrderMark(text) }));
  const lines: LineContent[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, start);
    lines.push(decodeLine(bytes.subarray(start, end)));
    start = end + 1;
  }
  return lines;
}

function decodeLine(bytes: Uint8Array): LineContent {
  if (bytes.length > MAX_LINE_BYTES) return refuseTooLong(bytes.length, bytes.subarray(0, SHOWN_BYTES));
  const text = decodeUtf8(bytes);
  if (text !== undefined) return { text };
  const { found = 'other bytes', column = 1 } = findInvalidByte(bytes) ?? {};
  if (found === UTF_16) return { refused: `expected text in UTF-8, found ${found}`, isOfFile: true };
  return { refused: `expected text in UTF-8, found ${found} in column ${column}` };
}

function refuseTooLong(bytes: number, beginning: Uint8Array): LineContent {
  const limit = `a line of at most 4 MiB (${formatInteger(MAX_LINE_BYTES)} bytes)`;
  const isArray = new TextDecoder().decode(beginning).trimStart().startsWith('[');
  const hint = isArray ? "; jq -c '.[]' makes lines of a JSON array" : '';
  return { refused: `expected ${limit}, found ${formatInteger(bytes)} bytes${hint}` };
}

/** Removes a byte order mark. Files that were concatenated have marks in their middle, too. */
function removeByteOrderMark(text: string): string {
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
