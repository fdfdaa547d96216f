import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CsvRecord, readCsv } from '../../cli/import/read-csv.ts';

/** Reads bytes in chunks of some sizes. */
async function read(bytes: Buffer, chunkSizes: readonly number[] = [bytes.length]): Promise<CsvRecord[]> {
  async function* chunks() {
    for (let [start, turn] = [0, 0]; start < bytes.length; turn += 1) {
      const size = chunkSizes[turn % chunkSizes.length] ?? 1;
      yield bytes.subarray(start, start + size);
      start += size;
    }
  }
  return (await Array.fromAsync(readCsv(chunks()))).flat();
}

const quote = (field: string) => `"${field.replaceAll('"', '""')}"`;
const field = fc.string({ unit: fc.constantFrom('a', 'ü', '😀', ',', '"', '\n', ' ', ';'), maxLength: 6 });
const record = fc.tuple(fc.constantFrom('u1', 'u2'), field, field);
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });

describe('the reader of CSV files', () => {
  test('every record is read as it was written, in whatever chunks the file comes, with the line in which it begins', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record), sizes, fc.constantFrom('\n', '\r\n'), async (records, chunkSizes, lineEnd) => {
        const lines = records.map((fields) => fields.map(quote).join(','));
        const file = Buffer.from(lines.map((line) => `${line}${lineEnd}`).join(''));
        let next = 1;
        const expected = records.map((fields, index) => {
          const line = next;
          next += (lines[index] ?? '').split('\n').length;
          return { line, fields };
        });
        expect(await read(file, chunkSizes)).toEqual(expected);
      }),
    );
  });

  test('no line without a quote is lost, whatever quotes are broken around it', async () => {
    const noise = fc.string({ unit: fc.constantFrom('a', ',', '"', 'b'), minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(noise, { maxLength: 8 }), async (lines) => {
        const file = Buffer.from(`${lines.join('\n')}\n`);
        const found = await read(file, [3]);
        const covered = found.flatMap((each) =>
          'fields' in each
            ? Array.from({ length: each.fields.join(',').split('\n').length }, (_, more) => each.line + more)
            : [each.line],
        );
        expect(covered).toEqual(lines.map((_, index) => index + 1));
      }),
    );
  });

  test('a quote that is never closed costs its own line, also in front of many others', async () => {
    const others = Array.from({ length: 2_500 }, (_, index) => `user-${index},x`);
    const found = await read(Buffer.from(`a,"x\n${others.join('\n')}\n`));
    expect(found).toHaveLength(2_501);
    expect(found.filter((each) => 'refused' in each).map(({ line }) => line)).toEqual([1]);
  });

  test.each([
    [1024 * 1024, 0],
    [1024 * 1024 + 1, 1],
  ])('a line of %i bytes gives %i refused lines, and the line after it is read', async (bytes, refused) => {
    const found = await read(Buffer.from(`${'x'.repeat(bytes)}\nann\n`), [65_536]);
    expect(found).toHaveLength(2);
    expect(found.filter((each) => 'refused' in each)).toHaveLength(refused);
    expect(found[1]).toEqual({ line: 2, fields: ['ann'] });
  });
});
