import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInstant, writeInstant } from '../../core/contracts/instant.ts';

describe('an instant', () => {
  const noon = Date.UTC(2026, 11, 1, 12);

  it.each([
    ['2026-12-01T12:00:00Z', noon],
    ['2026-12-01t12:00:00z', noon],
    ['2026-12-01 12:00:00Z', noon],
    ['2026-12-01T12:00:00+00:00', noon],
    ['2026-12-01T12:00:00-00:00', noon],
    ['2026-12-01T21:00:00+09:00', noon],
    ['2026-12-01T06:30:00-05:30', noon],
    ['2026-12-02T00:00:00+12:00', noon],
    ['2026-12-01T12:00:00.5Z', noon + 500],
    ['2026-12-01T12:00:00.123456789Z', noon + 123],
    ['2026-12-01T12:00:00.9999Z', noon + 999],
    ['2028-02-29T00:00:00Z', Date.UTC(2028, 1, 29)],
    ['0001-01-01T00:00:00Z', Date.parse('0001-01-01T00:00:00Z')],
    ['1969-12-31T23:59:59.999Z', -1],
  ])('%s is read', (text, instant) => expect(readInstant(text)).toBe(instant));

  it.each([
    ['2026-12-01T12:00:00', 'no zone'],
    ['2026-12-01', 'no time'],
    ['2026-12-01T12:00Z', 'no seconds'],
    ['2026-02-30T12:00:00Z', 'the 30th of February'],
    ['2026-02-29T12:00:00Z', 'no leap year'],
    ['2100-02-29T12:00:00Z', 'no leap year, though divisible by 4'],
    ['2026-04-31T12:00:00+02:00', 'the 31st of April'],
    ['2026-13-01T12:00:00Z', 'month 13'],
    ['2026-00-01T12:00:00Z', 'month 0'],
    ['2026-12-00T12:00:00Z', 'day 0'],
    ['2026-12-01T25:00:00Z', 'hour 25'],
    ['2026-12-01T12:60:00Z', 'minute 60'],
    ['2026-12-01T12:00:00.Z', 'an empty fraction'],
    ['2026-12-01T12:00:00+0900', 'a zone without colon'],
    ['2026-12-01T12:00:00 Europe/Berlin', 'a zone by name'],
    ['1796126400', 'Unix seconds'],
    ['', 'nothing'],
    [' 2026-12-01T12:00:00Z', 'a space before'],
    ['2026-12-01T12:00:00Z\n', 'a line after'],
  ])('%j is none: %s', (text) => expect(readInstant(text)).toBeUndefined());

  it('is written as JavaScript writes it, whatever was written before', () => {
    const known = fc.constantFrom(
      noon,
      noon - 1,
      -1,
      0,
      86_399_999,
      86_400_000,
      Date.UTC(10_000, 0),
      -62_167_219_200_001,
    );
    const instants = fc.oneof(
      known,
      fc.integer({ min: -8.64e15, max: 8.64e15 }),
      fc.double({ min: -1e12, max: 1e12, noNaN: true }),
    );
    const isSame = (instant: number) => writeInstant(instant) === new Date(instant).toISOString();
    fc.assert(fc.property(fc.array(instants), (all) => all.every(isSame)));
    expect(() => writeInstant(Number.NaN)).toThrow(RangeError);
  });

  it('reads what it writes', () => {
    const instants = fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) });
    fc.assert(fc.property(instants, (instant) => readInstant(writeInstant(instant)) === instant));
  });
});
