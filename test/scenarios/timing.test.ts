import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../core/check-definition.ts';
import { formatInstant, parseInstant } from '../../core/contracts/instant.ts';
import { at, formatTime, leaves, receives, reminder, story } from '../harness/scenarios/story.ts';

const faultsOf = (more: object) => {
  const check = checkDefinition(reminder(more));
  return 'faults' in check ? check.faults.map(({ path }) => path.join('.')) : [];
};

describe('the schedule delay', () => {
  test('a schedule delay of none sends the message at once, without a wave (R20)', async () => {
    const tale = await story(reminder({ delay: 'none', exceptions: [] }));
    await tale.does('09:30:00.007', receives('ann'));
    expect(tale.sent()).toEqual(['ann 09:30:00.007']);
    expect(await tale.waves()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test.each([
    ['0 days', '09:30'],
    ['90 seconds', '09:31:30'],
    ['30 minutes', '10:00'],
    ['1 hour', '10:30'],
  ])('a schedule delay of %s after 09:30 ends at %s (R20)', async (delay, due) => {
    const tale = await story(reminder({ delay, exceptions: [], precision: '1 second' }));
    await tale.does('09:30', receives('ann'));
    await tale.until('day 400 00:00');
    expect(tale.sent()).toEqual([`ann ${due}`]);
  });

  test.each([
    ['2 hours', '11:30'],
    ['1 day', 'day 2 09:30'],
    ['1 week', 'day 8 09:30'],
    ['360 days', 'day 361 09:30'],
  ])(
    'a schedule delay of %s after 09:30 ends at %s, and the message leaves at the end of its window (R20)',
    async (delay, due) => {
      const tale = await story(reminder({ delay, exceptions: [] }));
      await tale.does('09:30', receives('ann'));
      await tale.until('day 400 00:00');
      expect(tale.messages().map(({ dueAt }) => dueAt)).toEqual([formatInstant(at(due))]);
      expect(tale.sent()).toEqual([`ann ${leaves(due, delay)}`]);
    },
  );

  test('the schedule delay counts a day as 86,400 seconds in every time zone, daylight saving time included (R20)', async () => {
    const tale = await story(reminder({ delay: '150 days' }));
    await tale.does('09:30', receives('ann', { timeZone: 'Europe/Berlin' }));
    await tale.until('day 200 00:00');
    expect(tale.messages().map(({ dueAt }) => dueAt)).toEqual([formatInstant(at('day 151 09:30'))]);
  });

  test('the schedule delay is at most 360 days; a second more is refused, and so is a text that is no delay (R24)', () => {
    expect(faultsOf({ delay: '360 days' })).toEqual([]);
    expect(faultsOf({ delay: `${360 * 86_400 + 1} seconds` })).toEqual(['delay']);
    expect(faultsOf({ delay: '52 weeks' })).toEqual(['delay']);
    expect(faultsOf({ delay: 'soon' })).toEqual(['delay']);
    expect(faultsOf({ delay: '-1 days' })).toEqual(['delay']);
    expect(faultsOf({ delay: '1.5 hours' })).toEqual(['delay']);
  });

  test('the schedule delay counts from the instant the trigger was done, not from its arrival: a backlog delays nothing (R23)', async () => {
    const tale = await story(reminder());
    await tale.until('10:15');
    await tale.receives('09:30', receives('ann'));
    await tale.until('12:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });
});

describe('a message due in the past', () => {
  test('a message due in the past leaves at once (R27)', async () => {
    const tale = await story(reminder());
    await tale.until('11:15');
    await tale.receives('09:30', receives('ann'));
    expect(tale.sent()).toEqual(['ann 11:15']);
  });

  test('a message due in the past leaves when it is exactly 72 hours late, and is withheld a millisecond later (R27)', async () => {
    const tale = await story(reminder());
    await tale.until('day 4 10:30');
    await tale.receives('09:30', receives('ann'));
    await tale.until('day 4 10:30:00.001');
    await tale.receives('09:30', receives('bob'));
    await tale.until('day 9 00:00');
    expect(tale.sent()).toEqual(['ann day 4 10:30']);
    expect(await tale.decided('bob')).toEqual(['withheld stale']);
  });

  test('a message due in the past is withheld after the lateness that its campaign allows (R27)', async () => {
    const tale = await story(reminder({ staleAfter: '10 minutes' }));
    await tale.until('10:40');
    await tale.receives('09:30', receives('ann'));
    await tale.receives('09:29:59', receives('bob'));
    expect(tale.sent()).toEqual(['ann 10:40']);
    expect(await tale.decided('bob')).toEqual(['withheld stale']);
  });

  test('a message due in the past leaves at once without a schedule delay too, independently of the wave machine (R27)', async () => {
    const tale = await story(reminder({ delay: 'none', exceptions: [] }));
    await tale.until('day 2 09:00');
    await tale.receives('09:30', receives('ann'));
    expect(tale.sent()).toEqual(['ann day 2 09:00']);
  });

  test('a message that is withheld as stale does not end the eligibility of its user: the next trigger enrolls (R27, R40)', async () => {
    const tale = await story(reminder());
    await tale.until('day 9 09:00');
    await tale.receives('09:30', receives('ann'));
    await tale.does('day 9 09:30', receives('ann'));
    await tale.until('day 9 12:00');
    expect(tale.sent()).toEqual(['ann day 9 10:30']);
  });
});

describe('windows', () => {
  test.each([
    ['10 seconds', '09:30:00.001', '09:30:11'],
    ['1 minute', '09:30:01', '09:31:05'],
    ['30 minutes', '09:30:41.001', '10:01:41'],
    ['1 hour', '09:30:41', '10:30:41'],
    ['7 days', '09:34:42', 'day 8 09:44:41'],
  ])('a message with a delay of %s after %s leaves at the end of its window, %s', async (delay, from, leaves) => {
    const tale = await story(reminder({ delay }));
    await tale.does(from, receives('ann'));
    await tale.until('day 10 00:00');
    expect(tale.sent()).toEqual([`ann ${leaves}`]);
  });

  test('windows may be a second wide if the campaign asks for it', async () => {
    const tale = await story(reminder({ delay: '4000 seconds', precision: '1 second' }));
    await tale.does('09:30:00.001', receives('ann'));
    await tale.until('day 10 00:00');
    expect(tale.sent()).toEqual(['ann 10:36:41']);
  });

  test('windows of a second are refused if the delay has more than 4,000 of them', () => {
    expect(faultsOf({ delay: '4000 seconds', precision: '1 second' })).toEqual([]);
    expect(faultsOf({ delay: '4001 seconds', precision: '1 second' })).toEqual(['precision']);
    expect(faultsOf({ delay: '30 days', precision: '1 second' })).toEqual(['precision']);
    expect(faultsOf({ delay: 'none', exceptions: [], precision: '1 second' })).toEqual([]);
  });

  test('windows of two campaigns with the same delay end at different seconds: not all campaigns leave at the full minute', async () => {
    const tale = await story(reminder({ delay: '1 hour' }), reminder({ id: 'other', delay: '1 hour' }));
    await tale.does('09:30', receives('ann'));
    await tale.until('12:00');
    expect(tale.sent('reminder')).not.toEqual(tale.sent('other'));
  });

  test('users that are due in the same window share one wave', async () => {
    const tale = await story(reminder({ delay: '1 hour' }));
    for (const second of ['01', '15', '40']) await tale.does(`09:30:${second}`, receives(`user-${second}`));
    expect(await tale.waves()).toHaveLength(1);
    await tale.until('12:00');
    expect(tale.sent()).toHaveLength(3);
  });

  test('a wave may have several pages of enrollments, each of which is dispatched once', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', ...Array.from({ length: 300 }, (_, index) => receives(`user-${index}`)));
    await tale.until('12:00');
    expect(new Set(tale.sent()).size).toBe(300);
    expect(tale.sent()).toHaveLength(300);
  });

  test('windows never make a message leave early, and make it leave at most a window late', async () => {
    const arrivals = fc.record({
      minutes: fc.integer({ min: 1, max: 1_500 }),
      second: fc.integer({ min: 0, max: 3_599_999 }),
    });
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ minutes, second }) => {
        const tale = await story(reminder({ delay: `${minutes} minutes` }));
        const done = at('09:00') + second;
        await tale.does(formatTime(done), receives('ann'));
        await tale.until('day 5 00:00');
        const [message] = tale.messages();
        const late = (parseInstant(message?.dispatchedAt ?? '') ?? 0) - (done + minutes * 60_000);
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThan(Math.max(60_000, (minutes * 60_000) / 1_000));
      }),
      { numRuns: 25 },
    );
  });
});
