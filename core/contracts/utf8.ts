const decoder = new TextDecoder('utf-8', { fatal: true });

/** Decodes bytes as UTF-8, without a byte order mark at their beginning. Returns undefined if they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A byte that is not part of UTF-8 text, with its line and column, counted from 1. */
export interface InvalidByte {
  readonly line: number;
  readonly column: number;
  /** A description such as "byte 0xE9" or "UTF-16". */
  readonly found: string;
}

/** The description of a text that begins with the mark of another encoding. */
export const UTF_16 = 'UTF-16';

const LINE_FEED = 0x0a;

/** Returns the first byte that is not UTF-8; undefined if all bytes are. */
export function findInvalidByte(bytes: Uint8Array): InvalidByte | undefined {
  const mark = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  if (mark === 0xfffe || mark === 0xfeff) return { line: 1, column: 1, found: UTF_16 };
  for (let [start, line] = [0, 1]; start < bytes.length; line += 1) {
    const end = bytes.indexOf(LINE_FEED, start);
    const lineBytes = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (decodeUtf8(lineBytes) === undefined) return { line, ...findInvalidByteInLine(lineBytes) };
    start += lineBytes.length + 1;
  }
  return undefined;
}

/** Decodes a line byte by byte until the decoder fails, and returns the byte at which the broken character begins. */
function findInvalidByteInLine(line: Uint8Array): Omit<InvalidByte, 'line'> {
  const stepwise = new TextDecoder('utf-8', { fatal: true });
  let [column, start] = [1, 0];
  try {
    for (const index of line.keys()) {
      const decoded = stepwise.decode(line.subarray(index, index + 1), { stream: true });
      if (decoded === '') continue;
      column += 1;
      start = index + 1;
    }
  } catch {
    // The decoder failed at the byte that is looked for.
  }
  return { column, found: `byte 0x${(line[start] ?? 0).toString(16).toUpperCase().padStart(2, '0')}` };
}
