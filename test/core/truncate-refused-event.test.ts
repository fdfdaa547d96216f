import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringifyJson } from '../../core/contracts/json.ts';
import type { RefusedEvent } from '../../core/ports.ts';
import { MAX_STORED_ENTRY_BYTES, truncateRefusedEvent } from '../../core/truncate-refused-event.ts';

const refused = (entry: unknown): RefusedEvent => ({ code: 'MalformedEntry', message: 'no', at: 1, entry });
const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

describe('a refused entry is kept for operators, within a limited size (R61)', () => {
  test('a refused entry of up to 64 KiB is kept as it came, and one of a byte more as the beginning of its JSON (R61)', () => {
    for (const text of ['x', 'ü', '🦊']) {
      const bytes = Buffer.byteLength(text);
      const max = Math.floor((MAX_STORED_ENTRY_BYTES - JSON.stringify({ a: '' }).length) / bytes);
      const whole = refused({ a: text.repeat(max) });
      expect(truncateRefusedEvent(whole)).toEqual(whole);
      const entry = { a: text.repeat(max + 1) };
      const cut = truncateRefusedEvent(refused(entry));
      expect(cut).toMatchObject({ cut: true, bytes: Buffer.byteLength(JSON.stringify(entry)) });
      expect(JSON.stringify(entry).startsWith(String(cut.entry))).toBe(true);
      expect(Buffer.byteLength(String(cut.entry))).toBeGreaterThan(MAX_STORED_ENTRY_BYTES - 4);
      expect(Buffer.byteLength(String(cut.entry))).toBeLessThanOrEqual(MAX_STORED_ENTRY_BYTES);
    }
  });

  test('a refused entry that is nested too deep is kept as the text of its JSON, which every list can write (R61)', () => {
    expect(truncateRefusedEvent(refused(nested(65))).cut).toBeUndefined();
    expect(truncateRefusedEvent(refused(nested(66)))).toEqual({
      ...refused(`${'['.repeat(66)}${']'.repeat(66)}`),
      cut: true,
      bytes: 132,
    });
    expect(truncateRefusedEvent(refused(nested(1_000_000)))).toMatchObject({
      bytes: 2_000_000,
      entry: '['.repeat(MAX_STORED_ENTRY_BYTES),
    });
  });

  test('a refused entry without any value is kept too (R61)', () => {
    for (const entry of [undefined, null, '', 0]) expect(truncateRefusedEvent(refused(entry))).toEqual(refused(entry));
  });
});

describe('JSON of any depth', () => {
  test('JSON of any depth is written as JSON.stringify writes it', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => stringifyJson(value) === JSON.stringify(value)));
  });

  test('numbers of a refused entry are read back as they were, also those that JSON cannot write', () => {
    expect(JSON.parse(stringifyJson([Number.POSITIVE_INFINITY, { a: Number.NEGATIVE_INFINITY }]))).toEqual([
      Number.POSITIVE_INFINITY,
      { a: Number.NEGATIVE_INFINITY },
    ]);
  });
});
