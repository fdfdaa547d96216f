import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeJson } from '../../core/contracts/json.ts';
import { cutToKeep, MOST_KEPT_BYTES } from '../../core/kept-refusal.ts';
import type { Refused } from '../../core/ports.ts';

const refused = (entry: unknown): Refused => ({ code: 'MalformedEntry', message: 'no', at: 1, entry });
const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

describe('a refused entry is kept for whoever mends it, and harms nobody by its size (R61)', () => {
  it('up to 64 KiB as JSON in UTF-8 it is kept as it came; a byte more, and it is the beginning of its JSON', () => {
    for (const text of ['x', 'ü', '🦊']) {
      const bytes = Buffer.byteLength(text);
      const most = Math.floor((MOST_KEPT_BYTES - JSON.stringify({ a: '' }).length) / bytes);
      const whole = refused({ a: text.repeat(most) });
      expect(cutToKeep(whole)).toEqual(whole);
      const entry = { a: text.repeat(most + 1) };
      const cut = cutToKeep(refused(entry));
      expect(cut).toMatchObject({ cut: true, bytes: Buffer.byteLength(JSON.stringify(entry)) });
      expect(JSON.stringify(entry).startsWith(String(cut.entry))).toBe(true);
      expect(Buffer.byteLength(String(cut.entry))).toBeGreaterThan(MOST_KEPT_BYTES - 4);
      expect(Buffer.byteLength(String(cut.entry))).toBeLessThanOrEqual(MOST_KEPT_BYTES);
    }
  });

  it('nested too deep it is its JSON as text, which every list can write', () => {
    expect(cutToKeep(refused(nested(65))).cut).toBeUndefined();
    expect(cutToKeep(refused(nested(66)))).toEqual({
      ...refused(`${'['.repeat(66)}${']'.repeat(66)}`),
      cut: true,
      bytes: 132,
    });
    expect(cutToKeep(refused(nested(1_000_000)))).toMatchObject({
      bytes: 2_000_000,
      entry: '['.repeat(MOST_KEPT_BYTES),
    });
  });

  it('an entry that is nothing at all is kept, too', () => {
    for (const entry of [undefined, null, '', 0]) expect(cutToKeep(refused(entry))).toEqual(refused(entry));
  });
});

describe('JSON of any depth', () => {
  it('is written as JSON.stringify writes it', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => writeJson(value) === JSON.stringify(value)));
  });

  it('has numbers that are read as they were, also those that JSON cannot carry', () => {
    expect(JSON.parse(writeJson([Number.POSITIVE_INFINITY, { a: Number.NEGATIVE_INFINITY }]))).toEqual([
      Number.POSITIVE_INFINITY,
      { a: Number.NEGATIVE_INFINITY },
    ]);
  });
});
