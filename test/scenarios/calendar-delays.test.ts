import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../core/check-definition.ts';
import { formatInstant } from '../../core/contracts/instant.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { changeSettings } from '../../engine/change-settings.ts';
import { at, behaves, isKnown, opens, receives, reminder, type Story, story } from '../harness/scenarios/story.ts';

// The first day of a story, 2026-12-01, is a Tuesday.

const faultsOf = (delay: unknown, more: object = {}) => {
  const check = checkDefinition(reminder({ delay, ...more }));
  return 'faults' in check ? check.faults.map(({ path, expected }) => `${path.join('.')}: ${expected}`) : [];
};
const nextDay = { in: '1 day', at: '09:00' };
const due = (tale: Story) => tale.messages().map(({ userId, dueAt }) => `${userId} ${dueAt}`);
const setCompanyZone = (tale: Story, companyZone: string) =>
  changeSettings({ companyZone }, { by: 'olga', services: tale.services });

describe('a calendar delay', () => {
  test('a delay until the next day at a time sends the message then, within a minute (R20)', async () => {
    const tale = await story(reminder({ delay: nextDay }));
    await tale.does('09:30', receives('ann'));
    await tale.until('day 2 08:59');
    expect(tale.sent()).toEqual([]);
    await tale.until('day 2 09:01');
    const [message] = tale.messages();
    expect(message?.dueAt).toBe(formatInstant(at('day 2 09:00')));
    const late = Date.parse(message?.dispatchedAt ?? '') - at('day 2 09:00');
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(MINUTE);
  });

  test('a delay until the next weekday sends the message on that day, in a week if it is that day already (R20)', async () => {
    const tale = await story(reminder({ delay: { next: 'wednesday', at: '09:00' }, reeligibility: 'immediately' }));
    await tale.does('09:30', receives('tuesday'));
    await tale.does('day 2 08:00', receives('wednesday'));
    await tale.until('day 20 00:00');
    expect(due(tale)).toEqual(['tuesday 2026-12-02T09:00:00.000Z', 'wednesday 2026-12-09T09:00:00.000Z']);
  });

  test('the time is in the zone that the trigger event names, else in that of the profile, else in that of the company (R21)', async () => {
    const tale = await story(reminder({ delay: nextDay }));
    await setCompanyZone(tale, 'America/New_York');
    await tale.does(
      '09:10',
      isKnown('tokyo', {}, { timeZone: 'Asia/Tokyo' }),
      isKnown('both', {}, { timeZone: 'Asia/Tokyo' }),
    );
    await tale.does('09:30', receives('tokyo'), receives('both', { timeZone: 'Europe/Berlin' }), receives('nobody'));
    await tale.until('day 3 00:00');
    expect(due(tale)).toEqual([
      'tokyo 2026-12-02T00:00:00.000Z',
      'both 2026-12-02T08:00:00.000Z',
      'nobody 2026-12-02T14:00:00.000Z',
    ]);
  });

  test.each(['Mars/Phobos', 'UTC+2', '+02:00', '\u221202:00', 'IST', 'bst', ''])(
    'a zone that does not exist, such as "%s", counts as none, in the event and in the profile (R21)',
    async (wrong) => {
      const tale = await story(reminder({ delay: nextDay }));
      await setCompanyZone(tale, 'America/New_York');
      await tale.does('09:10', isKnown('ann', {}, { timeZone: 'Asia/Tokyo' }), isKnown('bob', {}, { timeZone: wrong }));
      await tale.does('09:30', receives('ann', { timeZone: wrong }), receives('bob', { timeZone: wrong }));
      await tale.until('day 3 00:00');
      expect(due(tale)).toEqual(['ann 2026-12-02T00:00:00.000Z', 'bob 2026-12-02T14:00:00.000Z']);
    },
  );

  test('a behavior may name the zone of its user, too (R21)', async () => {
    const tale = await story(reminder({ delay: nextDay, triggers: [{ behavior: 'session.started' }], exceptions: [] }));
    await tale.does('09:30', behaves('session.started', 'ann', { timeZone: 'Asia/Kolkata' }));
    await tale.until('day 3 00:00');
    expect(due(tale)).toEqual(['ann 2026-12-02T03:30:00.000Z']);
  });

  test('in the zone of the company, neither the event nor the profile changes the time (R21)', async () => {
    const tale = await story(reminder({ delay: { ...nextDay, zone: 'company' } }));
    await setCompanyZone(tale, 'America/New_York');
    await tale.does('09:10', isKnown('ann', {}, { timeZone: 'Asia/Tokyo' }));
    await tale.does('09:30', receives('ann', { timeZone: 'Europe/Berlin' }));
    await tale.until('day 3 00:00');
    expect(due(tale)).toEqual(['ann 2026-12-02T14:00:00.000Z']);
  });

  test('the due time is fixed when the wait begins: a later zone of the user or the company does not move it (R23)', async () => {
    const tale = await story(reminder({ delay: nextDay }));
    await tale.does('09:30', receives('ann'));
    await setCompanyZone(tale, 'Asia/Tokyo');
    await tale.does('10:00', isKnown('ann', {}, { timeZone: 'America/New_York' }));
    await tale.until('day 3 00:00');
    expect(due(tale)).toEqual(['ann 2026-12-02T09:00:00.000Z']);
  });

  test('a calendar delay counts from when the trigger was done, not from its arrival on the next day (R23)', async () => {
    const tale = await story(reminder({ delay: nextDay }));
    await tale.until('day 2 08:00');
    await tale.receives('23:30', receives('ann'));
    await tale.until('day 3 12:00');
    expect(due(tale)).toEqual(['ann 2026-12-02T09:00:00.000Z']);
  });

  test('a trigger that arrives after its calendar delay ended sends the message at once (R27)', async () => {
    const tale = await story(reminder({ delay: nextDay }));
    await tale.until('day 2 10:00');
    await tale.receives('23:30', receives('ann'));
    expect(tale.sent()).toEqual(['ann day 2 10:00']);
  });

  test('an exception until the local time cancels the wait (R32)', async () => {
    const tale = await story(reminder({ delay: nextDay }));
    await tale.does('09:30', receives('ann', { timeZone: 'Asia/Tokyo' }), receives('bob', { timeZone: 'Asia/Tokyo' }));
    await tale.does('23:59:59', opens('ann'));
    await tale.does('day 2 00:01', opens('bob'));
    await tale.until('day 3 00:00');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
    expect(await tale.decided('bob')).toEqual(['enrolled', 'dispatched']);
  });

  test('a standby takes over with its own due time, in its own zone (R42)', async () => {
    const tale = await story(reminder({ delay: nextDay }));
    await tale.does('09:30', receives('ann'));
    await tale.does('09:40', opens('bob'), receives('ann', { id: 'second', timeZone: 'America/New_York' }));
    await tale.receives('09:35', opens('ann'));
    await tale.until('day 3 00:00');
    expect(due(tale)).toEqual(['ann 2026-12-02T14:00:00.000Z']);
  });

  test('users of forty zones share as many waves as there are departure minutes', async () => {
    const tale = await story(reminder({ delay: nextDay, exceptions: [] }));
    const zones = Intl.supportedValuesOf('timeZone');
    const some = zones.filter((_, index) => index % 10 === 0).slice(0, 40);
    expect(some).toHaveLength(40);
    for (const [index, timeZone] of some.entries()) {
      await tale.does('09:30', receives(`a${index}`, { timeZone }), receives(`b${index}`, { timeZone }));
    }
    const waves = await tale.waves();
    await tale.until('day 4 00:00');
    const minutes = new Set(tale.messages().map(({ dueAt }) => dueAt));
    expect(tale.sent()).toHaveLength(80);
    expect(waves.length).toBe(minutes.size);
  });

  test('the profile is read once for a row that begins: for the zone of the user where the event names none, else for a deletion (R21, R65)', async () => {
    const delays = { user: nextDay, company: { ...nextDay, zone: 'company' }, elapsed: '1 day' };
    const reads: Record<string, number[]> = {};
    for (const [name, delay] of Object.entries(delays)) {
      const tale = await story(reminder({ delay, exceptions: [] }));
      let count = 0;
      const { get } = tale.services.profiles;
      tale.services.profiles.get = (userId) => {
        count += 1;
        return get(userId);
      };
      await tale.does('09:30', receives('ann', { timeZone: 'Asia/Tokyo' }));
      const named = count;
      await tale.does('09:31', receives('bob'));
      reads[name] = [named, count - named];
      await tale.does('09:32', receives('bob'));
      expect(count - named).toBe(name === 'user' ? 2 : 1);
    }
    expect(reads).toEqual({ user: [1, 1], company: [1, 1], elapsed: [1, 1] });
  });

  test('an edit of the delay does not move a wait that has begun (R52)', async () => {
    const tale = await story(reminder({ delay: nextDay }));
    await tale.does('09:30', receives('ann'));
    await tale.publishes(reminder({ delay: { in: '2 days', at: '12:00' } }));
    await tale.does('09:40', receives('bob'));
    await tale.until('day 5 00:00');
    expect(due(tale)).toEqual(['ann 2026-12-02T09:00:00.000Z', 'bob 2026-12-03T12:00:00.000Z']);
  });
});

describe('the form of a calendar delay', () => {
  test.each([
    [{ in: '1 day', at: '00:00' }],
    [{ in: '360 days', at: '23:59', zone: 'company' }],
    [{ in: '51 weeks', at: '09:00', zone: 'user' }],
    [{ next: 'monday', at: '09:00' }],
  ])('the delay %j is accepted, also with exceptions (R20, R30)', (delay) => {
    expect(faultsOf(delay)).toEqual([]);
  });

  test.each([
    [{ in: '361 days', at: '09:00' }, 'delay.in: a whole number of days or weeks, such as "1 day", at most 360 days'],
    [{ in: '52 weeks', at: '09:00' }, 'delay.in: a whole number of days or weeks, such as "1 day", at most 360 days'],
    [{ in: '0 days', at: '09:00' }, 'delay.in: a whole number of days or weeks, such as "1 day", at most 360 days'],
    [{ in: '24 hours', at: '09:00' }, 'delay.in: a whole number of days or weeks, such as "1 day", at most 360 days'],
    [{ in: '1 day', at: '24:00' }, 'delay.at: a time of day from "00:00" to "23:59"'],
    [{ in: '1 day', at: '9:00' }, 'delay.at: a time of day from "00:00" to "23:59"'],
    [{ in: '1 day' }, 'delay.at: a time of day from "00:00" to "23:59"'],
    [
      { next: 'someday', at: '09:00' },
      'delay.next: one of monday, tuesday, wednesday, thursday, friday, saturday, sunday',
    ],
    [{ next: 'monday', at: '09:00', zone: 'Europe/Berlin' }, 'delay.zone: user or company'],
    [{ next: 'monday', in: '1 day', at: '09:00' }, 'delay.in: one of the known fields next, at, zone'],
    [{ at: '09:00' }, expect.stringContaining('delay: "none", or a whole number of seconds')],
    ['09:00', expect.stringContaining('or a calendar delay, such as { next: saturday, at: "09:00" }')],
  ])('the delay %j is refused, and the field is named (R20, R24)', (delay, fault) => {
    expect(faultsOf(delay)).toEqual([fault]);
  });

  test('a precision is refused with a calendar delay, whose windows are a minute wide', () => {
    expect(faultsOf(nextDay, { precision: '1 second' })).toEqual([
      'precision: none, because a calendar delay has windows of a minute',
    ]);
  });
});
