import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatInstant, MAX_INSTANT, parseInstant, parseUnixSeconds } from '../../core/contracts/instant.ts';

describe('an instant', () => {
  const noon = Date.UTC(2026, 11, 1, 12);

  test.each([
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
    ['2026-12-01T23:59:59Z', Date.UTC(2026, 11, 1, 23, 59, 59)],
    ['1970-01-01T00:00:00Z', 0],
    ['1969-12-31T23:00:00-01:00', 0],
    ['9999-12-31T23:59:59.999Z', MAX_INSTANT],
  ])('the instant %s is read', (text, instant) => expect(parseInstant(text)).toBe(instant));

  test('an instant is read the same when it is read again, and after a text that is none', () => {
    const texts = [
      '2026-12-01T12:00:00Z',
      '2026-12-01T12:00:00Z',
      '',
      '',
      '2026-02-30T12:00:00Z',
      '2026-12-01T12:00:01Z',
    ];
    expect(texts.map(parseInstant)).toEqual([noon, noon, undefined, undefined, undefined, noon + 1_000]);
  });

  test.each([
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
    ['2026-12-01T24:00:00Z', 'hour 24, which is the next day (R68)'],
    ['2026-12-01 24:00:00z', 'hour 24 however it is written'],
    ['2026-12-01T25:00:00Z', 'hour 25'],
    ['1969-12-31T23:59:59.999Z', 'before 1970'],
    ['0001-01-01T00:00:00Z', 'long before 1970'],
    ['1970-01-01T00:59:59+01:00', 'before 1970 in UTC'],
    ['9999-12-31T23:59:59-00:01', 'after 9999 in UTC'],
    ['2026-12-01T12:60:00Z', 'minute 60'],
    ['2026-12-01T12:00:00.Z', 'an empty fraction'],
    ['2026-12-01T12:00:00+0900', 'a zone without colon'],
    ['2026-12-01T12:00:00 Europe/Berlin', 'a zone by name'],
    ['1796126400', 'Unix seconds'],
    ['', 'nothing'],
    [' 2026-12-01T12:00:00Z', 'a space before'],
    ['2026-12-01T12:00:00Z\n', 'a line after'],
  ])('%j is not an instant: %s', (text) => expect(parseInstant(text)).toBeUndefined());

  test('an instant is written as JavaScript writes it, whatever was written before', () => {
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
    const isSame = (instant: number) => formatInstant(instant) === new Date(instant).toISOString();
    fc.assert(fc.property(fc.array(instants), (all) => all.every(isSame)));
    expect(() => formatInstant(Number.NaN)).toThrow(RangeError);
  });

  test('an instant that was written is read as the same instant', () => {
    const instants = fc.integer({ min: 0, max: MAX_INSTANT });
    fc.assert(fc.property(instants, (instant) => parseInstant(formatInstant(instant)) === instant));
  });

  test('an instant in Unix seconds is read from 1970 on, and milliseconds are not read as seconds (R66)', () => {
    expect([0, 1.5, 1_796_126_400, 1e11].map(parseUnixSeconds)).toEqual([0, 1_500, noon, 1e14]);
    for (const none of [-1, -0.001, 1e11 + 1, noon, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(parseUnixSeconds(none)).toBeUndefined();
    }
  });
});
