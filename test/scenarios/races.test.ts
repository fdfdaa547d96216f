import { describe, expect, test } from 'vitest';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { leaving } from '../harness/scenarios/leaving.ts';
import { applyExceptions, applyTriggers } from '../harness/scenarios/matched.ts';
import { buys, opens, receives, reminder, slippingIn, story } from '../harness/scenarios/story.ts';

describe('the same event processed twice at the same time', () => {
  test('a trigger that is processed twice at the same time begins one wait', async () => {
    const tale = await story(reminder());
    const event = tale.event('09:30', receives('ann'));
    await Promise.all([1, 2, 3].map(() => applyTriggers(event, tale.services)));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test('a trigger without a delay that is processed twice at the same time sends one message', async () => {
    const tale = await story(reminder({ delay: 'none', exceptions: [], reeligibility: 'immediately' }));
    const event = tale.event('09:00', receives('ann'));
    await Promise.all([1, 2, 3].map(() => applyTriggers(event, tale.services)));
    expect(tale.sent()).toEqual(['ann 09:00']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test('an exception that is processed twice at the same time cancels a wait once', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    const event = tale.event('09:40', opens('ann'));
    await Promise.all([1, 2, 3].map(() => applyExceptions(event, tale.services)));
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
  });
});

describe('an exception at the instant of the departure', () => {
  test.each(['the exception first', 'the wave first'])(
    'an exception at the instant of the departure either cancels the wait or is late, never both (%s) (R35)',
    async (order) => {
      const tale = await story(reminder());
      await tale.does('09:30', receives('ann'));
      tale.clockOnly('10:30');
      const event = tale.event('10:30', opens('ann'));
      const stages = [() => applyExceptions(event, tale.services), () => dispatchWave(leaving(tale), tale.services)];
      if (order === 'the wave first') stages.reverse();
      await Promise.all(stages.map((stage) => stage()));
      await tale.until('day 2 09:00');
      const decided = await tale.decided('ann');
      const dispatched = decided.filter((each) => each === 'dispatched').length;
      const cancelled = decided.filter((each) => each === 'cancelled exception').length;
      expect([dispatched + cancelled, tale.sent().length]).toEqual([1, dispatched]);
    },
  );

  test('an exception that is processed between the read and the write of the claim cancels the wait (R35)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    tale.clockOnly('10:30');
    const event = tale.event('10:29', opens('ann'));
    await dispatchWave(
      leaving(tale),
      slippingIn(tale.services, () => applyExceptions(event, tale.services)),
    );
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('an exception is late when the claim is written before it, and the message is sent once (R36)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    tale.clockOnly('10:30');
    const event = tale.event('10:29', opens('ann'));
    await applyExceptions(
      event,
      slippingIn(tale.services, () => dispatchWave(leaving(tale), tale.services)),
    );
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched', 'late-exception exception']);
  });
});

describe('an exception out of order', () => {
  test('an exception out of order cancels the second wait after the first was cancelled (R34)', async () => {
    const tale = await story(reminder({ reeligibility: '0 seconds' }));
    await tale.does('09:30', receives('ann'));
    await tale.does('11:00', receives('ann'));
    await tale.does('11:30', opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('an exception cancels the wait of a trigger that arrives later, through both queues at the same time (R32)', async () => {
    const tale = await story(reminder());
    await tale.until('09:40');
    const [trigger, exception] = [tale.event('09:30', receives('ann')), tale.event('09:35', opens('ann'))];
    await Promise.all([applyExceptions(exception, tale.services), applyTriggers(trigger, tale.services)]);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('an exception never cancels a wait of another user, even if both events are processed at the same time', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'), receives('bob'));
    const exceptions = [opens('ann'), buys('ann')].map((doing) => tale.event('09:40', doing));
    await Promise.all(exceptions.map((event) => applyExceptions(event, tale.services)));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
  });
});
