import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAPPED_CHANNELS, type CappedChannel } from '../../core/contracts/capped-channels.ts';
import { CHANNELS } from '../../core/contracts/definition.ts';
import { INBOX_CHANNELS } from '../../core/contracts/inbox-channels.ts';
import { SLOTS_LIFETIME } from '../../core/contracts/lifetime.ts';
import type { FrequencyCap } from '../../core/contracts/settings.ts';
import { DAY, HOUR, MINUTE, parseTimeSpan } from '../../core/contracts/time-span.ts';
import { findDayBegin } from '../../core/find-day-begin.ts';
import { applyCaps, describeCap, getCapMode } from '../../core/frequency-caps.ts';
import {
  addSlot,
  type FrequencySlot,
  MAX_SLOTS_PER_CHANNEL,
  NO_SLOTS,
  removeSlot,
  SLOT_MEMORY,
  type UserSlots,
} from '../../core/frequency-slots.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';

const NOON = Date.UTC(2026, 11, 1, 12);
const slot = (at: number, ...channels: CappedChannel[]): FrequencySlot => ({ id: `slot ${at}`, at, channels });
const asked = (caps: readonly FrequencyCap[], slots: readonly FrequencySlot[], ...channels: CappedChannel[]) =>
  applyCaps({ caps, slots, now: NOON, zone: 'UTC', channels: channels.length > 0 ? channels : ['email'] });

describe('a frequency cap', () => {
  test('a message leaves while its user has had fewer than the cap allows, and not from then on (R45)', () => {
    const cap = { atMost: 2, in: '1 day' };
    expect(asked([cap], [slot(NOON - HOUR, 'sms')])).toEqual({ channels: ['email'] });
    expect(asked([cap], [slot(NOON - HOUR, 'sms'), slot(NOON, 'email')])).toEqual({ channels: [], cap });
  });

  test('a message counts until its span is over to the millisecond; later ones count, too, whatever the order (R45)', () => {
    const cap = { atMost: 1, in: '60 minutes' };
    const isCapped = (at: number) => 'cap' in asked([cap], [slot(at, 'email')]);
    expect([NOON - HOUR, NOON - HOUR + 1, NOON, NOON + HOUR].map(isCapped)).toEqual([false, true, true, true]);
  });

  test('a cap of a channel counts and holds back the messages of that channel alone (R45)', () => {
    const cap = { atMost: 1, in: '1 day', channel: 'email' } as const;
    expect(asked([cap], [slot(NOON, 'sms')])).toEqual({ channels: ['email'] });
    expect(asked([cap], [slot(NOON, 'sms', 'email')], 'email', 'push')).toEqual({ channels: ['push'], cap });
    expect(asked([cap], [slot(NOON, 'email')], 'push')).toEqual({ channels: ['push'] });
  });

  test('a message on several channels counts once for all channels, and once for each of its own (R45)', () => {
    const all = { atMost: 2, in: '1 day' };
    const one = [slot(NOON, 'email', 'sms', 'push')];
    expect(asked([all], one)).toEqual({ channels: ['email'] });
    expect(asked([{ ...all, atMost: 1 }], one)).toMatchObject({ channels: [] });
    expect(asked([{ ...all, atMost: 1, channel: 'push' }], one, 'push')).toMatchObject({ channels: [] });
  });

  test('a message of which only channels left that do not count is no message for any cap (R45)', () => {
    expect(asked([{ atMost: 1, in: '1 day' }], [slot(NOON)])).toEqual({ channels: ['email'] });
  });

  test('each of several caps holds; that of all channels is named before that of one (R45)', () => {
    const [email, all] = [{ atMost: 1, in: '1 day', channel: 'email' } as const, { atMost: 2, in: '7 days' }];
    const slots = [slot(NOON - 2 * DAY, 'sms'), slot(NOON, 'email')];
    expect(asked([email, all], slots)).toEqual({ channels: [], cap: all });
    expect(asked([email, { ...all, atMost: 3 }], slots)).toEqual({ channels: [], cap: email });
  });

  test.each<[FrequencyCap, string]>([
    [{ atMost: 1, in: '7 days' }, 'at most 1 message in 7 days'],
    [{ atMost: 3, in: '1 week', channel: 'email' }, 'at most 3 email messages in 1 week'],
    [{ atMost: 2, in: '1 day', calendarDays: true }, 'at most 2 messages in 1 calendar day'],
    [{ atMost: 2, in: '2 weeks', calendarDays: true }, 'at most 2 messages in 14 calendar days'],
  ])('the cap %j is named "%s" (R73)', (cap, text) => {
    expect(describeCap(cap)).toBe(text);
  });

  test('every channel counts but those of the inbox (R45)', () => {
    expect([...CAPPED_CHANNELS, ...INBOX_CHANNELS].toSorted()).toEqual(CHANNELS.toSorted());
  });

  test('a campaign applies caps unless it ignores them or is transactional, and may count all the same (R45)', () => {
    const mode = (more: object) => getCapMode({ ...followUpOfTarget('a', 'welcome'), ...more });
    expect(mode({})).toBe('apply');
    expect(mode({ frequencyCaps: 'apply' })).toBe('apply');
    expect(mode({ frequencyCaps: 'ignore' })).toBe('ignore');
    expect(mode({ frequencyCaps: { ignore: true, count: true } })).toBe('count');
    expect(mode({ purpose: 'transactional' })).toBe('ignore');
    expect(mode({ purpose: 'transactional', frequencyCaps: 'apply' })).toBe('ignore');
    expect(mode({ purpose: 'transactional', frequencyCaps: { ignore: true, count: true } })).toBe('count');
  });
});

describe('a frequency cap by calendar days', () => {
  const capped = (zone: string, now: string, at: string, days = '1 day') =>
    applyCaps({
      caps: [{ atMost: 1, in: days, calendarDays: true }],
      slots: [slot(Date.parse(at), 'email')],
      now: Date.parse(now),
      zone,
      channels: ['email'],
    }).channels.length === 0;

  test('the messages of a day count until its midnight in the zone of the user (R45)', () => {
    const [before, after] = ['2026-12-01T14:59:59.999Z', '2026-12-01T15:00:00Z'];
    expect(capped('Asia/Tokyo', before, '2026-11-30T15:00:00Z')).toBe(true);
    expect(capped('Asia/Tokyo', before, '2026-11-30T14:59:59.999Z')).toBe(false);
    expect(capped('Asia/Tokyo', after, before)).toBe(false);
    expect(capped('UTC', after, before)).toBe(true);
  });

  test('several calendar days are today and those before it; a week has seven (R45)', () => {
    expect(capped('UTC', '2026-12-10T01:00:00Z', '2026-12-08T00:00:00Z', '3 days')).toBe(true);
    expect(capped('UTC', '2026-12-10T01:00:00Z', '2026-12-07T23:59:59Z', '3 days')).toBe(false);
    expect(capped('UTC', '2026-12-10T01:00:00Z', '2026-12-04T00:00:00Z', '1 week')).toBe(true);
    expect(capped('UTC', '2026-12-10T01:00:00Z', '2026-12-03T23:59:59Z', '1 week')).toBe(false);
  });

  test.each([
    ['a day of 23 hours', 'Europe/Berlin', '2027-03-28T23:30:00+02:00', '2027-03-28T00:00:00+01:00'],
    ['a day of 25 hours', 'Europe/Berlin', '2026-10-25T23:30:00+01:00', '2026-10-25T00:00:00+02:00'],
    ['a day whose midnight is skipped', 'Africa/Cairo', '2027-04-30T12:00:00+03:00', '2027-04-30T01:00:00+03:00'],
    ['a day whose midnight comes twice', 'America/Havana', '2026-11-01T12:00:00-05:00', '2026-11-01T00:00:00-04:00'],
    ['a zone of half an hour', 'Australia/Lord_Howe', '2026-12-01T10:00:00+11:00', '2026-12-01T00:00:00+11:00'],
  ])('%s begins at its first instant (R22, R45)', (_, zone, now, begin) => {
    const found = findDayBegin(Date.parse(now), { daysBefore: 0, zone });
    expect(new Date(found).toISOString()).toBe(new Date(begin).toISOString());
  });

  test('a user who moves to another zone at midnight has had the messages of the day that it is there (R45)', () => {
    // It is half past midnight in Auckland, half past one of the day before in Honolulu, and noon of that day in London.
    const now = '2026-12-01T11:30:00Z';
    const before = '2026-12-01T10:10:00Z';
    expect(capped('Pacific/Auckland', now, before)).toBe(false);
    expect(capped('Pacific/Honolulu', now, before)).toBe(true);
    expect(capped('Europe/London', now, before)).toBe(true);
  });
});

describe('the slots of a user', () => {
  test('a slot is kept for longer than any cap counts, and the item for a day longer (R45)', () => {
    const slots = addSlot(addSlot(NO_SLOTS, slot(NOON, 'email')), slot(NOON + SLOT_MEMORY - 1, 'email'));
    expect(slots.slots).toHaveLength(2);
    expect(addSlot(slots, slot(NOON + SLOT_MEMORY, 'email')).slots).toHaveLength(2);
    expect(SLOT_MEMORY).toBeGreaterThan(parseTimeSpan('30 days') ?? 0);
    expect(SLOTS_LIFETIME).toBe(SLOT_MEMORY + DAY);
  });

  test('a slot is taken back once, and the others stay', () => {
    const slots = addSlot(addSlot(NO_SLOTS, slot(1, 'email')), slot(2, 'sms'));
    const left = removeSlot(slots, 'slot 1');
    expect(left).toEqual({ rev: 3, slots: [slot(2, 'sms')] });
    expect(removeSlot(left ?? NO_SLOTS, 'slot 1')).toBeUndefined();
  });

  test('at most the newest hundred of each channel are kept, and every cap is judged as if all were (R45)', () => {
    const arbitrary = fc.record({
      channels: fc.subarray([...CAPPED_CHANNELS]),
      late: fc.integer({ min: -30, max: 30 }),
    });
    const cap = fc.record({
      atMost: fc.integer({ min: 1, max: MAX_SLOTS_PER_CHANNEL }),
      in: fc.constantFrom('100 minutes', '200 minutes', '3 days'),
      channel: fc.option(fc.constantFrom(...CAPPED_CHANNELS), { nil: undefined }),
    });
    const property = fc.property(
      fc.array(arbitrary, { minLength: 90, maxLength: 300, size: 'max' }),
      cap,
      (messages, { channel, ...rest }) => {
        const all = messages.map(({ channels, late }, index): FrequencySlot => {
          return { id: `s${index}`, at: NOON + (index + late) * MINUTE, channels };
        });
        const kept = all.reduce<UserSlots>((slots, each) => addSlot(slots, each), NO_SLOTS).slots;
        for (const each of CAPPED_CHANNELS) {
          const ofChannel = kept.filter(({ channels }) => channels.includes(each) && channels.length === 1);
          expect(ofChannel.length).toBeLessThanOrEqual(MAX_SLOTS_PER_CHANNEL + 1);
        }
        const caps = [channel === undefined ? rest : { ...rest, channel }];
        const question = { caps, now: NOON + messages.length * MINUTE, zone: 'UTC', channels: CAPPED_CHANNELS };
        expect(applyCaps({ ...question, slots: kept })).toEqual(applyCaps({ ...question, slots: all }));
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  test('no order of reservations lets more messages into any span than the cap allows (R45)', () => {
    const property = fc.property(
      fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 40 }),
      fc.integer({ min: 1, max: 4 }),
      (instants, atMost) => {
        const cap = { atMost, in: '10 minutes' };
        let taken: UserSlots = NO_SLOTS;
        for (const [index, minute] of instants.entries()) {
          const now = NOON + minute * MINUTE;
          const question = { caps: [cap], slots: taken.slots, now, zone: 'UTC', channels: ['email'] as const };
          const { channels } = applyCaps(question);
          if (channels.length > 0) taken = addSlot(taken, { id: `s${index}`, at: now, channels });
        }
        for (const { at } of taken.slots) {
          const inSpan = taken.slots.filter((other) => other.at > at - 10 * MINUTE && other.at <= at);
          expect(inSpan.length).toBeLessThanOrEqual(atMost);
        }
      },
    );
    fc.assert(property, { numRuns: 200 });
  });
});
