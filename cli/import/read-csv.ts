import { parse } from 'csv-parse/sync';
import { type FileLine, MAX_CSV_LINE_BYTES, splitLines } from './split-lines.ts';

/** A record of a CSV file with the number of the line in which it begins, or the reason why that line is none. */
export type CsvRecord = { readonly line: number } & (
  | { readonly fields: readonly string[] }
  | { readonly refused: string }
);

/** A record of one line that is not parsed yet: many are parsed together, which is faster. */
type TextLine = Extract<FileLine, { readonly text: string }>;

/** The largest number of lines of a record. A quote that is never closed would make one record of the rest of a file. */
const MAX_RECORD_LINES = 1_000;
const UNCLOSED = 'expected a field whose quote is closed within 1 MiB and 1,000 lines';
const MISQUOTED = 'expected quotes around whole fields, and quotes within them doubled';

/**
 * Reads the records of a CSV file (RFC 4180) in UTF-8, many at a time. Empty lines are skipped. A line that cannot be read is refused
 * alone: the line after it is read as a record of its own, also where a quote joined the two.
 */
export async function* readCsv(stream: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord[]> {
  const reader = new RecordReader();
  for await (const lines of splitLines(stream)) {
    for (const line of lines) reader.push(line);
    yield reader.takeRecords();
  }
  reader.end();
  yield reader.takeRecords();
}

/** Puts lines together to records. A line break belongs to a field if the quotes before it are odd in number. */
class RecordReader {
  #records: (CsvRecord | TextLine)[] = [];
  /** The lines of a record whose quote is not closed yet. */
  #open: TextLine[] = [];
  #openCharacters = 0;

  push(line: FileLine): void {
    if ('refused' in line) {
      this.end();
      this.#records.push(line);
      return;
    }
    this.#addAll([line]);
  }

  /** Refuses the record whose quote is not closed: its first line, as often as it takes. */
  end(): void {
    while (this.#open.length > 0) this.#addAll(this.#refuseFirst(UNCLOSED));
  }

  /** Returns the records that are complete. */
  takeRecords(): CsvRecord[] {
    const records = this.#records;
    this.#records = [];
    const texts = records.flatMap((each) => ('text' in each ? [each.text] : []));
    const parsed = texts.length === 0 ? [] : parseRecords(texts);
    let index = 0;
    return records.map((each) => {
      if (!('text' in each)) return each;
      const fields = parsed === undefined ? parseRecord(each.text) : parsed[index];
      index += 1;
      return fields === undefined ? { line: each.line, refused: MISQUOTED } : { line: each.line, fields };
    });
  }

  #addAll(lines: readonly TextLine[]): void {
    const queue = [...lines];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) queue.unshift(...this.#add(next));
  }

  /** Adds a line. Returns the lines that are to be added again, because they belong to no record of several lines. */
  #add(line: TextLine): TextLine[] {
    const isOdd = line.text.split('"').length % 2 === 0;
    if (this.#open.length === 0 && !isOdd) {
      if (line.text.trim() !== '') this.#records.push(line);
      return [];
    }
    const isClosed = this.#open.length > 0 && isOdd;
    this.#open.push(line);
    this.#openCharacters += line.text.length;
    const isTooLong = this.#openCharacters > MAX_CSV_LINE_BYTES || this.#open.length > MAX_RECORD_LINES;
    if (!isClosed) return isTooLong ? this.#refuseFirst(UNCLOSED) : [];
    const fields = parseRecord(this.#open.map(({ text }) => text).join('\n'));
    if (fields === undefined) return this.#refuseFirst(MISQUOTED);
    this.#records.push({ line: this.#open[0]?.line ?? line.line, fields });
    this.#close();
    return [];
  }

  /** Refuses the first line of the open record. Returns its other lines. */
  #refuseFirst(refused: string): TextLine[] {
    const [first, ...others] = this.#open;
    if (first !== undefined) this.#records.push({ line: first.line, refused });
    this.#close();
    return others;
  }

  #close(): void {
    this.#open = [];
    this.#openCharacters = 0;
  }
}

/** Parses records together. Returns undefined if one of them is malformed. */
function parseRecords(texts: readonly string[]): string[][] | undefined {
  try {
    const records = parse(texts.join('\n'), { record_delimiter: '\n', relax_column_count: true });
    return records.length === texts.length ? records : undefined;
  } catch {
    return undefined;
  }
}

function parseRecord(text: string): string[] | undefined {
  return parseRecords([text])?.[0];
}
