import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, formatTimeSpan, HOUR, MINUTE, parseTimeSpan, SECOND, WEEK } from '../../core/contracts/time-span.ts';

describe('a span', () => {
  test.each([
    ['0 seconds', 0],
    ['1 second', SECOND],
    ['30 minutes', 30 * MINUTE],
    ['1 hours', HOUR],
    ['7 days', 7 * DAY],
    ['51 weeks', 51 * WEEK],
    ['999999999 seconds', 999_999_999 * SECOND],
  ])('the span %s is read', (text, span) => expect(parseTimeSpan(text)).toBe(span));

  test.each([
    '',
    '1',
    'second',
    '1.5 hours',
    '-1 days',
    '+1 day',
    '1  day',
    ' 1 day',
    '1 day ',
    '1 month',
    '1 Day',
    '1day',
    '1000000000 seconds',
    '1 dayss',
    '1 day\n',
  ])('%j is not a span', (text) => expect(parseTimeSpan(text)).toBeUndefined());

  test.each([
    [7 * DAY, '1 week'],
    [DAY, '1 day'],
    [90 * SECOND, '90 seconds'],
    [2 * HOUR, '2 hours'],
    [0, '0 seconds'],
  ])('the span of %d ms is written %s', (span, text) => expect(formatTimeSpan(span)).toBe(text));

  test('a span that was written is read as the same span', () => {
    const spans = fc.integer({ min: 0, max: 999_999_999 }).map((seconds) => seconds * SECOND);
    fc.assert(fc.property(spans, (span) => parseTimeSpan(formatTimeSpan(span)) === span));
  });
});
