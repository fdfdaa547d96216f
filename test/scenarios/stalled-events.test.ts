import { describe, expect, test } from 'vitest';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { leaving } from '../harness/scenarios/leaving.ts';
import { applyExceptions, applyTriggers } from '../harness/scenarios/matched.ts';
import { click, restarting } from '../harness/scenarios/restarting.ts';
import { buys, leaves, opens, receives, reminder, slippingIn, story } from '../harness/scenarios/story.ts';

describe('an event that stalls, or comes twice', () => {
  test('an exception processed between a trigger’s read and its write cancels it', async () => {
    const tale = await story(reminder());
    const exception = tale.event('09:35', opens('ann'));
    await tale.until('09:36');
    const container = slippingIn(tale.services, () => applyExceptions(exception, tale.services));
    await applyTriggers(tale.event('09:30', receives('ann')), container);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('a seat without a row does not claim another wait early', async () => {
    const tale = await story(reminder());
    const event = tale.event('09:30', receives('ann'));
    const seatOnly = {
      ...tale.services,
      rows: { ...tale.services.rows, write: () => Promise.reject(new Error('the store failed')) },
    };
    await expect(applyTriggers(event, seatOnly)).rejects.toThrow('the store failed');
    await tale.publishes(reminder({ delay: '2 hours' }));
    await applyTriggers(event, tale.services);
    expect(await tale.waves()).toHaveLength(2);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([`ann ${leaves('11:30', '2 hours')}`]);
  });

  test('a seat without a row sends nothing', async () => {
    const tale = await story(reminder());
    const seatOnly = {
      ...tale.services,
      rows: { ...tale.services.rows, write: () => Promise.reject(new Error('the store failed')) },
    };
    await expect(applyTriggers(tale.event('09:30', receives('ann')), seatOnly)).rejects.toThrow('the store failed');
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('a stalled second trigger does not overwrite a receipt: a re-eligibility of never sends one message', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    const second = tale.event('09:40', receives('ann'));
    await applyTriggers(
      second,
      slippingIn(tale.services, () => tale.until('10:31')),
    );
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched', 'withheld already-received']);
  });

  test('a duplicate of a cancelled trigger does not enroll the user days later', async () => {
    const tale = await story(reminder({ staleAfter: '30 days' }));
    const received = receives('ann');
    await tale.does('09:30', received);
    await tale.does('10:00', opens('ann'));
    await tale.publishes(reminder({ staleAfter: '30 days', exceptions: [] }));
    await tale.until('day 5 09:00');
    await tale.receives('09:30', received);
    await tale.until('day 9 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('a duplicate of a trigger that the re-eligibility refused does not enroll the user days later', async () => {
    const tale = await story(reminder({ reeligibility: '1 day', staleAfter: '30 days' }));
    const received = receives('ann');
    await tale.does('09:30', receives('ann'));
    await tale.does('12:00', received);
    await tale.publishes(reminder({ reeligibility: 'immediately', staleAfter: '30 days' }));
    await tale.until('day 4 09:00');
    await tale.receives('12:00', received);
    await tale.until('day 9 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('an old duplicate does not enroll the user, even after more decisions than a row keeps', async () => {
    const tale = await story(reminder({ staleAfter: '30 days' }));
    const received = receives('ann');
    await tale.does('09:30', received);
    await tale.does('09:31', opens('ann'));
    for (let minute = 0; minute < 150; minute++) {
      const time = `${10 + Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
      await tale.does(time, receives('ann'), opens('ann'));
    }
    await tale.publishes(reminder({ staleAfter: '30 days', exceptions: [] }));
    await tale.receives('09:30', received);
    await tale.until('day 9 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test.each(['trigger first', 'exception first', 'both at once'])(
    'an event that is trigger and exception restarts the wait once, with the stages in the order: %s',
    async (order) => {
      const tale = await story(reminder(restarting));
      await tale.does('09:30', click('ann'));
      await tale.until('09:40');
      const event = tale.event('09:40', click('ann'));
      const stages = [() => applyTriggers(event, tale.services), () => applyExceptions(event, tale.services)];
      if (order === 'exception first') stages.reverse();
      if (order === 'both at once') await Promise.all(stages.map((stage) => stage()));
      else for (const stage of stages) await stage();
      await tale.until('day 2 09:00');
      expect(tale.sent()).toEqual(['ann 10:40']);
      expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled restarted', 'enrolled', 'dispatched']);
    },
  );

  test('a claim after a stop and a new publication checks its own publication', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.stops('reminder', { rowsFollow: false });
    await tale.publishes('reminder');
    tale.clockOnly('10:30');
    await dispatchWave(leaving(tale), tale.services);
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled campaign-stopped']);
  });

  test('a trigger that stalls during a stop and a new publication does not end a wait of the new publication', async () => {
    const tale = await story(reminder());
    const meanwhile = async () => {
      await tale.until('10:00');
      await tale.stops('reminder');
      await tale.publishes('reminder');
      await tale.does('10:10', receives('ann'));
    };
    await applyTriggers(tale.event('09:30', receives('ann')), slippingIn(tale.services, meanwhile));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 11:10']);
  });

  test('an older exception does not overwrite a newer mark', async () => {
    const tale = await story(reminder());
    await tale.until('11:30');
    await tale.receives('11:00', opens('ann'));
    await tale.receives('10:00', opens('ann'));
    await tale.receives('10:45', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('a slow cancellation does not cancel the next enrollment', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    const slow = tale.event('09:40', opens('ann'));
    const meanwhile = async () => {
      await tale.does('09:45', buys('ann'));
      await tale.does('09:50', receives('ann'));
    };
    await applyExceptions(slow, slippingIn(tale.services, meanwhile));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:50']);
  });

  test('an event is delivered again where its row is changed by others too often', async () => {
    const tale = await story(reminder());
    const event = tale.event('09:30', receives('ann'));
    const contended = { ...tale.services, rows: { ...tale.services.rows, write: async () => false } };
    await expect(applyTriggers(event, contended)).rejects.toThrow('written by others 20 times in a row');
    await applyTriggers(event, tale.services);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });
});
