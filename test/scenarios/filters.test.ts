import { describe, expect, test } from 'vitest';
import { buys, isKnown, receives, reminder, story } from '../harness/scenarios/story.ts';

/** A filter that reads each tag 45 times. */
const thorough = { $and: Array.from({ length: 45 }, (_, index) => ({ 'properties.tags': { $ne: `no ${index}` } })) };
/** Creates an event with tags: 45 times 20,000 tags are 900,000 steps, and 45 times 25,000 are 1,125,000. */
const tagged = (count: number) => ({ properties: { tags: Array.from({ length: count }, () => 1) } });
const [within, beyond] = [tagged(20_000), tagged(25_000)];
const received = { interaction: 'email.received', campaign: 'welcome' } as const;

describe('a filter that takes too many steps for an event', () => {
  test('a filter that takes too many steps does not delay other campaigns, and is reported to operators with its campaign (R61, R78)', async () => {
    const tale = await story(
      reminder({ id: 'thorough', triggers: [{ ...received, where: thorough }] }),
      reminder({ id: 'plain' }),
    );
    const [result] = await tale.receives('09:00', receives('ann', { id: 'mail', ...beyond }));
    expect(result).toEqual({ eventId: 'mail' });
    await tale.until('day 2 09:00');
    expect(tale.sent('plain')).toEqual(['ann 10:00']);
    expect(tale.sent('thorough')).toEqual([]);
    expect(await tale.decided('ann', 'thorough')).toEqual([]);
    expect(await tale.refused()).toMatchObject([
      {
        code: 'FilterTooCostly',
        message:
          'thorough: triggers.0.where: expected filters that take at most 1,000,000 steps for one event, found more',
        entry: { DetailType: 'Campaign Interaction', Detail: { id: 'mail', userId: 'ann' } },
      },
    ]);
  });

  test('a filter is limited by steps: an event that is just small enough is a trigger (R78)', async () => {
    const tale = await story(reminder({ triggers: [{ ...received, where: thorough }] }));
    await tale.does('09:30', receives('ann', within));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.refused()).toEqual([]);
  });

  test('a filter that takes too many steps is recorded once, however often the event is repeated (R60)', async () => {
    const tale = await story(reminder({ triggers: [{ ...received, where: thorough }] }));
    await tale.does('09:30', receives('ann', { id: 'mail', ...beyond }), receives('ann', { id: 'mail', ...beyond }));
    expect(await tale.refused()).toHaveLength(1);
  });

  test('a filter that takes too many steps leaves nothing half done: an event that would restart the wait does not just begin one (R37, R78)', async () => {
    const purchase = { behavior: 'purchase.made' };
    const tale = await story(
      reminder({ triggers: [purchase], exceptions: [{ ...purchase, where: thorough }], reeligibility: 'immediately' }),
    );
    await tale.does('09:10', buys('ann', within));
    await tale.does('09:20', buys('ann', beyond));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:10']);
    expect(await tale.refused()).toMatchObject([{ code: 'FilterTooCostly' }]);
  });

  test('a filter shares its limit with the other filters of its campaign, because many cheap filters are as slow as an expensive one (R78)', async () => {
    const half = { $and: thorough.$and.slice(0, 23) };
    const tale = await story(
      reminder({ triggers: [{ ...received, where: half }], exceptions: [{ behavior: 'purchase.made', where: half }] }),
      reminder({
        id: 'twice',
        triggers: [
          { ...received, where: half },
          { ...received, where: { ...half, userId: 'ann' } },
        ],
      }),
    );
    await tale.does('09:30', receives('ann', beyond));
    expect(await tale.decided('ann')).toEqual(['enrolled']);
    expect(await tale.decided('ann', 'twice')).toEqual([]);
    expect(await tale.refused()).toMatchObject([{ code: 'FilterTooCostly' }]);
  });

  test.each([
    ['', []],
    [', also where what comes after would let them in', [{ tags: 'any' }]],
  ])(
    'a filter that takes too many steps for long profiles excludes their users from an audience%s (R78)',
    async (_, others) => {
      const $and = Array.from({ length: 45 }, (_each, index) => ({ tags: { $ne: `no ${index}` } }));
      const tale = await story(reminder({ audience: { $or: [{ $and }, ...others] } }));
      const tags = (count: number) => ({ tags: Array.from({ length: count }, () => 1) });
      await tale.does('09:10', isKnown('ann', tags(20_000)), isKnown('bob', tags(25_000)));
      await tale.does('09:20', receives('ann'), receives('bob'));
      expect(await tale.decided('ann')).toEqual(['enrolled']);
      expect(await tale.decided('bob')).toEqual(['withheld not-in-audience']);
    },
  );
});

describe('a filter of nulls', () => {
  test('a filter of nulls sends the message to a user whose coupon is null as well as to a user without one (R67)', async () => {
    const tale = await story(
      reminder({ triggers: [{ ...received, where: { 'properties.coupon': { $exists: false } } }] }),
    );
    await tale.does('09:00', receives('ann'), receives('bob', { properties: { coupon: null } }));
    await tale.does('09:00', receives('cid', { properties: { coupon: 'x' } }), receives('dan', { properties: null }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:00', 'bob 10:00', 'dan 10:00']);
  });
});

describe('a filter of a trigger', () => {
  test.each([
    [
      'a price range',
      { price: { $gte: 20, $lt: 100 } },
      [{ price: 20 }, { price: 99.99 }],
      [{ price: 19.99 }, { price: 100 }, {}],
    ],
    ['a list of products', { productId: { $in: ['tea', 'hat'] } }, [{ productId: 'hat' }], [{ productId: 'tie' }, {}]],
    [
      'an inner property',
      { 'properties.gift': true },
      [{ properties: { gift: true } }],
      [{ properties: { gift: 'true' } }, { gift: true }],
    ],
  ])(
    'a purchase enrolls a user only if it meets the filter of the trigger: %s (R39)',
    async (_, where, enrolling, others) => {
      const tale = await story(reminder({ triggers: [{ behavior: 'purchase.made', where }], exceptions: [] }));
      for (const [index, more] of enrolling.entries()) await tale.does('09:00', buys(`in-${index}`, more));
      for (const [index, more] of others.entries()) await tale.does('09:00', buys(`out-${index}`, more));
      await tale.until('day 2 09:00');
      expect(tale.sent()).toEqual(enrolling.map((_, index) => `in-${index} 10:00`));
    },
  );
});

describe('an audience', () => {
  test('an audience does not include a user because of attributes named like the properties of every object (R78)', async () => {
    const tale = await story(reminder({ audience: { plan: 'pro' } }));
    const attributes: object = JSON.parse('{"__proto__": {"plan": "pro"}}');
    await tale.does('09:10', isKnown('ann', attributes), isKnown('bob', { plan: 'pro' }));
    await tale.does('09:20', receives('ann'), receives('bob'));
    expect(await tale.decided('ann')).toEqual(['withheld not-in-audience']);
    expect(await tale.decided('bob')).toEqual(['enrolled']);
  });
});
