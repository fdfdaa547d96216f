import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { formatFault, toFaults } from '../../core/contracts/fault.ts';
import { getQuietSpan, quietHoursSchema } from '../../core/contracts/quiet-hours.ts';
import { DAY, HOUR, MINUTE } from '../../core/contracts/time-span.ts';
import { createQuietEnds } from '../../core/quiet-hours.ts';
import { LocalClock } from '../harness/core/local-clock.ts';
import { isThorough } from '../harness/thorough.ts';

const NIGHT = { from: '22:00', to: '08:00' };
const NOON = { from: '12:00', to: '14:00' };

function endOf(hours: { from: string; to: string }, at: string, zone = 'UTC'): string | undefined {
  const end = createQuietEnds(hours)(Date.parse(at), zone);
  return end === undefined ? undefined : new Date(end).toISOString().replace(':00.000Z', 'Z');
}

describe('quiet hours', () => {
  test.each([
    ['a millisecond before they begin are not quiet', NIGHT, '2026-12-01T21:59:59.999Z', undefined],
    ['when they begin are quiet until the next morning', NIGHT, '2026-12-01T22:00:00Z', '2026-12-02T08:00Z'],
    ['after midnight are quiet until the same morning', NIGHT, '2026-12-02T00:30:00Z', '2026-12-02T08:00Z'],
    ['a millisecond before they end are quiet', NIGHT, '2026-12-02T07:59:59.999Z', '2026-12-02T08:00Z'],
    ['when they end are not quiet', NIGHT, '2026-12-02T08:00:00Z', undefined],
    ['within one day end on that day', NOON, '2026-12-01T12:00:00Z', '2026-12-01T14:00Z'],
    ['within one day are not quiet before', NOON, '2026-12-01T11:59:59Z', undefined],
    ['within one day are not quiet after', NOON, '2026-12-01T14:00:00Z', undefined],
  ])('quiet hours, %s (R26)', (_, hours, at, end) => {
    expect(endOf(hours, at)).toBe(end);
  });

  test('quiet hours are those of the zone (R26)', () => {
    expect(endOf(NIGHT, '2026-12-01T14:00:00Z', 'Asia/Tokyo')).toBe('2026-12-01T23:00Z');
    expect(endOf(NIGHT, '2026-12-01T14:00:00Z', 'Asia/Kolkata')).toBeUndefined();
    expect(endOf(NIGHT, '2026-12-01T17:00:00Z', 'Asia/Kolkata')).toBe('2026-12-02T02:30Z');
  });

  test.each([
    ['the clocks go forward: the night is an hour shorter', NIGHT, '2027-03-27T22:00:00Z', '2027-03-28T06:00Z'],
    ['the clocks go back: the night is an hour longer', NIGHT, '2026-10-24T21:00:00Z', '2026-10-25T07:00Z'],
    [
      'their end is skipped: they end after the gap',
      { from: '22:00', to: '02:30' },
      '2027-03-27T22:00:00Z',
      '2027-03-28T01:00Z',
    ],
    [
      'their end happens twice: they end the first time',
      { from: '22:00', to: '02:30' },
      '2026-10-24T21:00:00Z',
      '2026-10-25T00:30Z',
    ],
    [
      'the hour before their end happens again, and is quiet again',
      { from: '22:00', to: '02:30' },
      '2026-10-25T01:10:00Z',
      '2026-10-25T01:30Z',
    ],
  ])('quiet hours in which %s (R22, R26)', (_, hours, at, end) => {
    expect(endOf(hours, at, 'Europe/Berlin')).toBe(end);
  });

  test('the end of quiet hours is the first minute at which the clock on the wall of a zone shows none of them (R26)', () => {
    const zones = Intl.supportedValuesOf('timeZone').filter((_, index) => isThorough || index % 6 === 0);
    let [quiet, loud] = [0, 0];
    for (const [index, zone] of zones.entries()) {
      const clock = new LocalClock(zone);
      const year = Date.UTC(2026 + (index % 10), 0, 1);
      const [change = year + (index % 365) * DAY] = clock.findChanges(year, year + 366 * DAY);
      for (const hours of [NIGHT, { from: '01:30', to: '02:30' }, { from: '00:00', to: '23:00' }]) {
        const [from, to] = [hours.from, hours.to].map((text) => {
          const [hour = 0, minute = 0] = text.split(':').map(Number);
          return hour * 60 + minute;
        });
        const isQuiet = (at: number) => {
          const { minute } = clock.read(at);
          if (from === undefined || to === undefined) throw new Error('times: expected');
          return from < to ? minute >= from && minute < to : minute >= from || minute < to;
        };
        const find = createQuietEnds(hours);
        for (const shift of [-90, -1, 0, 45, 600]) {
          const at = change + shift * MINUTE;
          let end = at;
          while (isQuiet(end) && end < at + 2 * DAY) end += MINUTE;
          const first = find(at, zone);
          // Where the clock jumps over the end, and it is quiet again after the jump, the next hours follow at once.
          let found = first;
          while (found !== undefined && isQuiet(found)) found = find(found, zone);
          expect(first ?? at + 1).toBeGreaterThan(at);
          if (found === undefined) loud += 1;
          else quiet += 1;
          const expected = isQuiet(at) ? end : undefined;
          if (found !== expected)
            expect([zone, hours, new Date(at), found]).toEqual([zone, hours, new Date(at), expected]);
        }
      }
    }
    expect(quiet).toBeGreaterThan(400);
    expect(loud).toBeGreaterThan(400);
  }, 60_000);
});

describe('the form of quiet hours', () => {
  const faultsOf = (input: unknown) => {
    const { success, issues } = v.safeParse(quietHoursSchema, input);
    return success ? [] : toFaults(issues).map(formatFault);
  };

  test.each([
    [{ from: '22:00', to: '08:00', then: 'hold' }],
    [{ from: '00:00', to: '23:00', then: 'withhold' }],
    [{ from: '09:00', to: '08:00' }],
  ])('the quiet hours %j are accepted (R26)', (input) => {
    expect(faultsOf(input)).toEqual([]);
  });

  test.each([
    [{ from: '22:00', to: '22:00' }, 'to: expected a time at least an hour before `from`'],
    [{ from: '22:00', to: '21:01' }, 'to: expected a time at least an hour before `from`'],
    [{ from: '00:00', to: '23:01' }, 'to: expected a time at least an hour before `from`'],
    [{ from: '22', to: '08:00' }, 'from: expected a time of day from "00:00" to "23:59", found "22"'],
    [{ from: '22:00' }, 'to: expected a time of day'],
    [{ from: '22:00', to: '08:00', then: 'wait' }, 'then: expected hold or withhold, found "wait"'],
    [{ from: '22:00', to: '08:00', zone: 'user' }, 'zone: expected one of the known fields from, to, then'],
  ])('the quiet hours %j are refused, and the field is named (R26)', (input, fault) => {
    expect(faultsOf(input).join('\n')).toContain(fault);
  });

  test('quiet hours last as long as the clock says, over midnight too', () => {
    expect([getQuietSpan(NIGHT), getQuietSpan(NOON)]).toEqual([10 * HOUR, 2 * HOUR]);
  });
});
