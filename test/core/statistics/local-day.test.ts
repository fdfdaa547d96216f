import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../core/contracts/time-span.ts';
import { computeLocalDay } from '../../../core/statistics/local-day.ts';
import { parseLocalDay } from '../../../core/statistics/parse-local-day.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Pacific/Auckland',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'America/St_Johns',
  'Australia/Lord_Howe',
];

test.each(ZONES)('the day of an instant in %s is that of its calendar, also around changes of clocks (R48)', (zone) => {
  for (const start of [Date.UTC(2026, 2, 28), Date.UTC(2026, 9, 24), Date.UTC(2026, 11, 31), Date.UTC(2028, 1, 28)]) {
    for (let at = start; at < start + 60 * HOUR; at += 7 * MINUTE) {
      const day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();
      expect(computeLocalDay(at, zone)).toBe(day);
    }
  }
});

test('a day is a date that exists', () => {
  expect(parseLocalDay('2028-02-29')).toBe('2028-02-29');
  for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', 'today', '', '2026-12-01T00:00:00Z'])
    expect(parseLocalDay(text)).toBeUndefined();
});
