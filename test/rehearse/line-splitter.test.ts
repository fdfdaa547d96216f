import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Line } from '../../rehearse/line.ts';
import { createLineSplitter, MAX_LINE_BYTES } from '../../rehearse/line-splitter.ts';

const MIB = 1024 * 1024;

/** Returns the lines of a file that is read in chunks of some bytes. */
function linesOf(content: Buffer | string, size = content.length + 1): Line[] {
  const bytes = Buffer.from(content);
  const lines = createLineSplitter();
  const found: Line[] = [];
  for (let start = 0; start < bytes.length; start += size)
    found.push(...lines.push(bytes.subarray(start, start + size)));
  return [...found, ...lines.flush()];
}
const textsOf = (content: Buffer | string, size?: number) =>
  linesOf(content, size).map((line) => ('text' in line ? line.text.trimEnd() : line.refused));
const numbersOf = (lines: readonly Line[]) => lines.map(({ number }) => number);

describe('the lines of a file of events', () => {
  test.each([
    ['line feeds', 'a\nb\n\nc'],
    ['carriage returns and line feeds', 'a\r\nb\r\n\r\nc\r\n'],
    ['blank lines at the beginning and the end', '\n \t\na\nb\n\nc\n\n'],
    ['a byte order mark', '\uFEFFa\nb\nc\n'],
    ['byte order marks of files that were concatenated', '\uFEFFa\n\uFEFFb\nc\n\uFEFF'],
  ])('the lines of a file of events are the same with %s, so that no event is lost', (_, text) => {
    for (const size of [1, 2, 3, 100]) expect(textsOf(text, size)).toEqual(['a', 'b', 'c']);
  });

  test('the lines of a file of events have the numbers that editors show, because empty lines count', () => {
    expect(numbersOf(linesOf('\na\n\n\nb'))).toEqual([2, 5]);
  });

  test('the lines of a file of events are the same in chunks of any size', () => {
    const lines = fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'é', '{"a":1}', '\uFEFFx', 'a\r')),
    );
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 20 }), (texts, size) => {
        const content = Buffer.from(texts.join('\n'));
        expect(linesOf(content, size)).toEqual(linesOf(content));
      }),
    );
  });

  test('lines that are not UTF-8 are refused one by one, so that two users never become one (R61)', () => {
    const content = Buffer.concat([Buffer.from('é\n'), Buffer.from('jos\xe9\njos\xe8\n', 'latin1'), Buffer.from('b')]);
    for (const size of [1, 4, 100]) {
      expect(textsOf(content, size)).toEqual([
        'é',
        'expected text in UTF-8, found byte 0xE9 in column 4',
        'expected text in UTF-8, found byte 0xE8 in column 4',
        'b',
      ]);
    }
  });

  test('lines that are UTF-16, as PowerShell writes them, are refused once, and not each', () => {
    const text = `\uFEFF${'{"a":1}\r\n'.repeat(35)}`;
    for (const content of [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]) {
      for (const size of [1, 100]) expect(textsOf(content, size)).toEqual(['expected text in UTF-8, found UTF-16']);
    }
  });

  test.each([64 * 1024, 8 * MIB])(
    'lines of 4 MiB are read, and one with a byte more is refused alone, with its size (in chunks of %i)',
    (size) => {
      const content = Buffer.concat([
        Buffer.from('a\n'),
        Buffer.alloc(MAX_LINE_BYTES, 'x'),
        Buffer.from('\n'),
        Buffer.alloc(MAX_LINE_BYTES + 1, 'y'),
        Buffer.from('\nb\n'),
        Buffer.alloc(MAX_LINE_BYTES + 2, 'z'),
      ]);
      const texts = textsOf(content, size).map((text) => text.slice(0, 90));
      expect(texts).toEqual([
        'a',
        'x'.repeat(90),
        'expected a line of at most 4 MiB (4,194,304 bytes), found 4,194,305 bytes',
        'b',
        'expected a line of at most 4 MiB (4,194,304 bytes), found 4,194,306 bytes',
      ]);
    },
  );

  test('a line that is an array of many events is refused with the command that makes lines of it', () => {
    for (const mark of ['', '\uFEFF\n', '  ']) {
      const text = `${mark}[${'{},'.repeat(MAX_LINE_BYTES / 3)}{}]`;
      for (const size of [64 * 1024, 8 * MIB])
        expect(textsOf(text, size)).toEqual([
          expect.stringMatching(/bytes; jq -c '\.\[\]' makes lines of a JSON array$/),
        ]);
    }
  });

  test('a line of a gigabyte takes no memory', () => {
    const lines = createLineSplitter();
    const piece = Buffer.alloc(MIB, 'x');
    const before = process.memoryUsage.rss();
    for (let count = 0; count < 1_024; count += 1) expect(lines.push(piece)).toEqual([]);
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 * MIB);
    expect(lines.push('\nb\n')).toEqual([
      { number: 1, refused: 'expected a line of at most 4 MiB (4,194,304 bytes), found 1,073,741,824 bytes' },
      { number: 2, text: 'b' },
    ]);
  });
});

const ENTRY = { Source: 'shop', DetailType: 'User Behavior', Detail: { userId: 'ada', behavior: 'session.started' } };
const ARRAY = "expected one JSON object a line (JSON Lines), found a JSON array: jq -c '.[]' makes lines of it";
const SPREAD =
  'expected one JSON object a line (JSON Lines), found JSON that goes on over several lines: jq -c . makes one line of each object';

describe('a file that is JSON, but not one object a line,', () => {
  test.each([
    ['an array on one line', JSON.stringify([ENTRY, ENTRY])],
    ['an array of one entry a line', `[\n${JSON.stringify(ENTRY)},\n${JSON.stringify(ENTRY)}\n]\n`],
    ['a pretty array', JSON.stringify(Array(9).fill(ENTRY), undefined, 2)],
    ['an array that begins beside its first entry', `[${JSON.stringify(ENTRY)},\n${JSON.stringify(ENTRY)}]`],
    ['an empty array', '[]'],
    ['an array after a byte order mark and blank lines', `\uFEFF\n\n[ ${JSON.stringify(ENTRY)} ]`],
  ])('a file that is a JSON array is refused once, and not in every line: %s', (_, text) => {
    for (const size of [7, 1_000_000]) {
      expect(linesOf(text, size)).toEqual([{ number: text.startsWith('\uFEFF') ? 3 : 1, refused: ARRAY }]);
    }
  });

  test.each([
    ['a pretty object', JSON.stringify(ENTRY, undefined, 2)],
    ['a pretty object with tabs', JSON.stringify(ENTRY, undefined, '\t')],
    ['several pretty objects', [ENTRY, ENTRY].map((each) => JSON.stringify(each, undefined, 4)).join('\n')],
    ['an object whose fields are lines', '{"Source": "shop",\n"DetailType": "User Behavior",\n"Detail": {}}'],
    ['a body of POST /events', `{ "entries": [\n${JSON.stringify(ENTRY)},\n${JSON.stringify(ENTRY)}\n]}`],
    ['carriage returns', JSON.stringify(ENTRY, undefined, 2).replaceAll('\n', '\r\n')],
  ])('a file with JSON over several lines is refused as such, once: %s', (_, text) => {
    for (const size of [7, 1_000_000]) expect(linesOf(text, size)).toEqual([{ number: 1, refused: SPREAD }]);
  });

  test.each([
    ['one line', JSON.stringify(ENTRY)],
    ['a first line that was cut off', `${JSON.stringify(ENTRY).slice(0, -1)}\n${JSON.stringify(ENTRY)}\n`],
    ['a first line that was cut off after a comma', `{"Source":"shop",\n${JSON.stringify(ENTRY)}\n`],
    ['a first line that is only a brace', `{\n${JSON.stringify(ENTRY)}`],
    ['a first line of a log', `[2026-12-01] begins\n${JSON.stringify(ENTRY)}`],
    ['no JSON at all', 'Source,DetailType\nshop,User Behavior\n'],
    ['an array in a later line', `${JSON.stringify(ENTRY)}\n[]\n`],
    ['one brace alone', '{'],
  ])('a file without JSON over several lines is read line by line: %s', (_, text) => {
    for (const size of [7, 1_000_000])
      expect(textsOf(text, size)).toEqual(text.split('\n').filter((line) => line !== ''));
  });
});
