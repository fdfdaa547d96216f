import { describe, expect, test } from 'vitest';
import type { DaysDelay, WeekdayDelay } from '../../core/contracts/schedule-delay.ts';
import { DAY, MINUTE } from '../../core/contracts/time-span.ts';
import { isTimeZone } from '../../core/contracts/time-zone.ts';
import { createDueInstants } from '../../core/due-instants.ts';
import { createQuietEnds } from '../../core/quiet-hours.ts';
import { LocalClock } from '../harness/core/local-clock.ts';
import { isThorough } from '../harness/thorough.ts';

const instantOf = (text: string): number => Date.parse(text);

type DelayOfUser = Omit<WeekdayDelay, 'zone'> | Omit<DaysDelay, 'zone'>;

function dueOf(delay: DelayOfUser, at: string, zone: string): string {
  const due = createDueInstants({ ...delay, zone: 'user' })(instantOf(at), zone);
  return new Date(due).toISOString().replace(':00.000Z', 'Z');
}

describe('a name of a time zone', () => {
  const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const abbreviations = LETTERS.flatMap((a) => LETTERS.flatMap((b) => [a + b, ...LETTERS.map((c) => a + b + c)]));
  const others = [
    '+01:00',
    '-01:00',
    '\u221201:00',
    '01:00',
    'Z',
    'GMT+0',
    'GMT-0',
    'GMT0',
    'UTC+1',
    'Etc/GMT+12',
    'W-SU',
  ];
  const names = [...abbreviations, ...abbreviations.map((each) => each.toLowerCase()), ...others];

  test('a name that counts as a time zone never fails where due instants and quiet hours are computed (R21)', () => {
    const zones = [...names, ...Intl.supportedValuesOf('timeZone')].filter(isTimeZone);
    expect(zones.length).toBeGreaterThan(400);
    const computeDue = createDueInstants({ in: '1 day', at: '02:30', zone: 'user' });
    const findQuietEnd = createQuietEnds({ from: '22:00', to: '08:00' });
    const now = instantOf('2026-12-01T23:00:00Z');
    for (const zone of zones) {
      expect(computeDue(now, zone), zone).toBeGreaterThan(now);
      expect(findQuietEnd(now, zone) ?? now + 1, zone).toBeGreaterThan(now);
    }
  });

  test('an abbreviation counts as a time zone only if it is one of the IANA database (R21)', () => {
    const counted = abbreviations.filter(isTimeZone);
    expect(counted).toEqual('CET EET EST GB GMT HST MET MST NZ PRC ROC ROK UCT UTC WET'.split(' '));
  });
});

describe('a delay of calendar days', () => {
  test.each([
    ['the next day at nine', { in: '1 day', at: '09:00' }, '2026-12-01T12:00:00Z', 'UTC', '2026-12-02T09:00Z'],
    [
      'the next day, however early the trigger',
      { in: '1 day', at: '23:59' },
      '2026-12-01T00:00:00Z',
      'UTC',
      '2026-12-02T23:59Z',
    ],
    [
      'the next day, a millisecond before midnight',
      { in: '1 day', at: '00:00' },
      '2026-12-01T23:59:59.999Z',
      'UTC',
      '2026-12-02T00:00Z',
    ],
    [
      'by the date in the zone, not in UTC',
      { in: '1 day', at: '09:00' },
      '2026-12-01T16:00:00Z',
      'Asia/Tokyo',
      '2026-12-03T00:00Z',
    ],
    [
      'in a zone of half an hour',
      { in: '1 day', at: '09:00' },
      '2026-12-01T12:00:00Z',
      'Asia/Kolkata',
      '2026-12-02T03:30Z',
    ],
    [
      'in a zone of three quarters',
      { in: '1 day', at: '09:00' },
      '2026-12-01T12:00:00Z',
      'Asia/Kathmandu',
      '2026-12-02T03:15Z',
    ],
    ['to the leap day', { in: '1 day', at: '09:00' }, '2028-02-28T12:00:00Z', 'UTC', '2028-02-29T09:00Z'],
    [
      'over a month without a leap day',
      { in: '1 day', at: '09:00' },
      '2027-02-28T12:00:00Z',
      'UTC',
      '2027-03-01T09:00Z',
    ],
    ['of weeks', { in: '2 weeks', at: '09:00' }, '2026-12-01T12:00:00Z', 'UTC', '2026-12-15T09:00Z'],
    ['of the longest delay', { in: '360 days', at: '23:59' }, '2026-12-01T00:00:00Z', 'UTC', '2027-11-26T23:59Z'],
    [
      'over a clock change, at the same local time',
      { in: '1 day', at: '09:00' },
      '2027-03-27T12:00:00Z',
      'Europe/Berlin',
      '2027-03-28T07:00Z',
    ],
  ] as const)('a delay of calendar days ends %s (R20)', (_, delay, at, zone, due) => {
    expect(dueOf(delay, at, zone)).toBe(due);
  });
});

describe('a delay until the next weekday', () => {
  test.each([
    ['tomorrow', '2026-12-04T12:00:00Z', '2026-12-05T09:00Z'],
    ['in a week on that very weekday, before the time', '2026-12-05T08:00:00Z', '2026-12-12T09:00Z'],
    ['in a week on that very weekday, after the time', '2026-12-05T10:00:00Z', '2026-12-12T09:00Z'],
    ['in six days on the day after', '2026-12-06T00:00:00Z', '2026-12-12T09:00Z'],
  ])('a delay until the next Saturday ends %s (R20)', (_, at, due) => {
    expect(dueOf({ next: 'saturday', at: '09:00' }, at, 'UTC')).toBe(due);
  });

  test('the weekday is that of the zone (R20, R21)', () => {
    const friday = '2026-12-04T23:30:00Z';
    expect(dueOf({ next: 'saturday', at: '09:00' }, friday, 'UTC')).toBe('2026-12-05T09:00Z');
    expect(dueOf({ next: 'saturday', at: '09:00' }, friday, 'Europe/Berlin')).toBe('2026-12-12T08:00Z');
  });

  test('every weekday follows every other within seven days (R20)', () => {
    const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
    for (const [today, _] of days.entries())
      for (const [wanted, next] of days.entries()) {
        // 2026-11-30 is a Monday.
        const at = instantOf('2026-11-30T12:00:00Z') + today * DAY;
        const due = createDueInstants({ next, at: '12:00', zone: 'user' })(at, 'UTC');
        expect((due - at) / DAY).toBe(wanted > today ? wanted - today : wanted - today + 7);
      }
  });
});

describe('a local time that a clock change affects', () => {
  test.each([
    [
      'that is skipped becomes the first instant after the gap',
      '02:30',
      '2027-03-27T12:00:00Z',
      'Europe/Berlin',
      '2027-03-28T01:00Z',
    ],
    ['at the beginning of the gap, too', '02:00', '2027-03-27T12:00:00Z', 'Europe/Berlin', '2027-03-28T01:00Z'],
    ['just before the gap stays', '01:59', '2027-03-27T12:00:00Z', 'Europe/Berlin', '2027-03-28T00:59Z'],
    ['just after the gap stays', '03:00', '2027-03-27T12:00:00Z', 'Europe/Berlin', '2027-03-28T01:00Z'],
    ['that happens twice is the earlier', '02:30', '2026-10-24T12:00:00Z', 'Europe/Berlin', '2026-10-25T00:30Z'],
    [
      'at the beginning of the repeated hour is the earlier',
      '02:00',
      '2026-10-24T12:00:00Z',
      'Europe/Berlin',
      '2026-10-25T00:00Z',
    ],
    ['just before the repeated hour stays', '01:59', '2026-10-24T12:00:00Z', 'Europe/Berlin', '2026-10-24T23:59Z'],
    ['just after the repeated hour stays', '03:00', '2026-10-24T12:00:00Z', 'Europe/Berlin', '2026-10-25T02:00Z'],
    ['in a gap of half an hour', '02:15', '2026-10-03T12:00:00Z', 'Australia/Lord_Howe', '2026-10-03T15:30Z'],
    ['in a gap at midnight', '00:30', '2026-09-05T15:00:00Z', 'America/Santiago', '2026-09-06T04:00Z'],
    [
      'in a gap to the next day, which no later instant of the day follows',
      '23:30',
      '2027-03-26T15:00:00Z',
      'America/Nuuk',
      '2027-03-28T01:00Z',
    ],
  ])('a local time %s (R22)', (_, time, at, zone, due) => {
    expect(dueOf({ in: '1 day', at: time }, at, zone)).toBe(due);
  });

  test('a day that a zone skipped becomes the first instant after it (R22)', () => {
    expect(dueOf({ in: '1 day', at: '09:00' }, '2011-12-29T15:00:00Z', 'Pacific/Apia')).toBe('2011-12-30T10:00Z');
  });
});

describe('due instants in every time zone, over ten years of clock changes', () => {
  const [FROM, TO] = [Date.UTC(2026, 0, 1), Date.UTC(2036, 0, 1)];
  const zones = Intl.supportedValuesOf('timeZone');

  test('messages are never due early, never on another day, and exactly at their local time, in every zone (R20, R22)', () => {
    let [changes, checked] = [0, 0];
    for (const [index, zone] of zones.entries()) {
      const clock = new LocalClock(zone);
      const zoneChanges = clock.findChanges(FROM, TO);
      changes += zoneChanges.length;
      // One year of each zone, another for each: all changes of a year look alike.
      const some = zoneChanges.filter((change) => isThorough || (new Date(change).getUTCFullYear() + index) % 10 === 0);
      const ordinary = FROM + ((index * 977) % 3_650) * DAY + ((index * 7_919) % 1_440) * MINUTE;
      for (const change of [ordinary, ...some]) {
        for (const shift of [-90, -60, -30, -1, 0, 1, 30, 60, 90]) {
          const { day, minute } = clock.read(change + shift * MINUTE);
          const at = clock.findFirst({ day: day - 1, minute: 12 * 60 });
          const text = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
          const due = createDueInstants({ in: '1 day', at: text, zone: 'user' })(at, zone);
          const expected = clock.findFirst({ day, minute });
          checked += 1;
          if (due !== expected) expect([zone, text, new Date(due)]).toEqual([zone, text, new Date(expected)]);
        }
      }
    }
    // The data of ICU has more than 400 zones, and 150 of them change their clocks twice a year.
    expect(zones.length).toBeGreaterThan(400);
    expect(changes).toBeGreaterThan(2_000);
    expect(checked).toBeGreaterThan(5_000);
  }, 120_000);

  test('skipped local times are due at the first instant after the gap, in every zone with clock changes (R22)', () => {
    let skipped = 0;
    for (const [index, zone] of zones.entries()) {
      const clock = new LocalClock(zone);
      const year = Date.UTC(2026 + (index % 10), 0, 1);
      for (const change of clock.findChanges(year, year + 366 * DAY)) {
        const [before, after] = [clock.read(change - MINUTE), clock.read(change)];
        const gap = (after.day - before.day) * 1_440 + after.minute - before.minute - 1;
        if (gap <= 0) continue;
        skipped += 1;
        const wall = before.day * 1_440 + before.minute + 1 + Math.floor(gap / 2);
        const [day, minute] = [Math.floor(wall / 1_440), wall % 1_440];
        const at = clock.findFirst({ day: day - 1, minute: 12 * 60 });
        const text = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
        const due = createDueInstants({ in: '1 day', at: text, zone: 'user' })(at, zone);
        if (due !== change) expect([zone, text, new Date(due)]).toEqual([zone, text, new Date(change)]);
      }
    }
    expect(skipped).toBeGreaterThan(100);
  }, 60_000);
});
