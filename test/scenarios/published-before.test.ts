import { describe, expect, test } from 'vitest';
import { followUpOfTarget, Owner } from '../harness/adapters/sample.ts';
import { at, buys, isKnown, leaves, opens, receives, reminder, type Story, story } from '../harness/scenarios/story.ts';

/** A filter that an earlier version accepted. */
const twice = { 'properties.word': { $regex: '^(a|b)\\1$' } };
const fault = 'a regular expression without backreferences';
const received = { interaction: 'email.received', campaign: 'welcome' } as const;

/** Begins a story in which one campaign was published by an earlier version, and one by the present version. */
async function published(more: Parameters<typeof followUpOfTarget>[2]): Promise<Story> {
  const tale = await story(reminder());
  await new Owner(tale.services, at('09:00')).publishes(followUpOfTarget('earlier', 'welcome', more));
  return tale;
}

describe('a campaign published by an earlier version, with a filter that is refused today', () => {
  test('a published filter that is refused today does not delay other campaigns, and is reported to operators with the campaign and the fault (R61)', async () => {
    const tale = await published({ triggers: [{ ...received, where: twice }] });
    await tale.does('09:10', receives('ann', { id: 'mail' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:10']);
    expect(await tale.decided('ann', 'earlier')).toEqual([]);
    expect(await tale.refused()).toMatchObject([
      {
        code: 'FilterNotSupported',
        message: expect.stringContaining(`earlier: triggers.0.where.properties.word.$regex: expected ${fault}`),
        entry: { DetailType: 'Campaign Interaction', Detail: { id: 'mail', userId: 'ann' } },
      },
    ]);
  });

  test('a published campaign whose filter is refused today still works where the filter is not needed: its waits leave, and its other exceptions cancel (R32)', async () => {
    const tale = await published({
      exceptions: [
        { behavior: 'purchase.made', where: twice },
        { interaction: 'email.opened', campaign: 'welcome' },
      ],
    });
    await tale.does('09:10', receives('ann'), receives('bob'), receives('cid'));
    await tale.does('09:20', buys('ann'), opens('bob'));
    await tale.until('day 2 09:00');
    expect(tale.sent('earlier')).toEqual([
      `ann ${leaves('10:10', '1 hour', 'earlier')}`,
      `cid ${leaves('10:10', '1 hour', 'earlier')}`,
    ]);
    expect(await tale.decided('bob', 'earlier')).toEqual(['enrolled', 'cancelled exception']);
    expect(await tale.refused()).toMatchObject([{ code: 'FilterNotSupported', entry: { Detail: { userId: 'ann' } } }]);
  });

  test('an event that is sent again after a filter is corrected enrolls its user, because nothing was decided without the audience (R43)', async () => {
    const tale = await published({ audience: twice });
    await tale.does('09:10', isKnown('ann', { plan: 'pro' }));
    const mail = receives('ann');
    await tale.does('09:20', mail, buys('ann'));
    expect(await tale.decided('ann', 'earlier')).toEqual([]);
    expect(await tale.refused()).toMatchObject([
      { code: 'FilterNotSupported', message: expect.stringContaining('earlier: audience.properties.word.$regex') },
    ]);
    await tale.publishes(reminder({ id: 'earlier', audience: { plan: 'pro' }, exceptions: [] }));
    await tale.does('09:30', mail);
    expect(await tale.decided('ann', 'earlier')).toEqual(['enrolled']);
  });

  test('a message is withheld where its audience is checked again with a filter that is refused today, and the wave continues (R72)', async () => {
    const tale = await story(reminder());
    const owner = new Owner(tale.services, at('09:00'));
    await owner.publishes(followUpOfTarget('earlier', 'welcome'));
    await tale.does('09:10', receives('ann'));
    await owner.publishes(followUpOfTarget('earlier', 'welcome', { audience: twice, recheckAudience: true }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:10']);
    expect(await tale.decided('ann', 'earlier')).toEqual(['enrolled', 'withheld not-in-audience']);
  });
});

describe('a version saved by an earlier version, with a filter that is refused today', () => {
  test('a saved version with a filter that is refused today cannot be published: its owner receives the fault (R52)', async () => {
    const tale = await story();
    const owner = new Owner(tale.services, at('09:00'));
    await owner.saves(followUpOfTarget('earlier', 'welcome', { triggers: [{ ...received, where: twice }] }));
    expect(await tale.publishes('earlier')).toContain(`triggers.0.where.properties.word.$regex: expected ${fault}`);
    await owner.saves(followUpOfTarget('earlier', 'welcome'));
    expect(await tale.publishes('earlier')).toBeUndefined();
  });
});

describe('a campaign published by an earlier version, with a template that is refused today', () => {
  test('a published campaign whose template is refused today withholds its own message with the reason, and the wave continues for the others (R61, R75)', async () => {
    const tale = await published({ messages: [{ channel: 'push', body: '{{ user.name | nosuch }}' }] });
    await tale.does('09:10', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:10']);
    expect(await tale.decided('ann', 'earlier')).toEqual(['enrolled', 'withheld render-error']);
  });
});

describe('a campaign of an earlier version, with a host of a webhook that is refused today', () => {
  const messages = [{ channel: 'webhook', url: 'https://{{ user.host }}/a' }] as const;

  test('a published campaign whose webhook has no literal host keeps running, because compiled versions are not checked again (R88)', async () => {
    const tale = await published({ messages });
    await tale.does('09:05', isKnown('ann', { host: 'hooks.example.com' }));
    await tale.does('09:10', receives('ann'));
    await tale.until('day 2 09:00');
    expect(await tale.decided('ann', 'earlier')).toEqual(['enrolled', 'dispatched']);
  });

  test('a saved version whose webhook has no literal host cannot be published: its owner receives the fault (R88)', async () => {
    const tale = await story();
    await new Owner(tale.services, at('09:00')).saves(followUpOfTarget('earlier', 'welcome', { messages }));
    expect(await tale.publishes('earlier')).toContain('messages.0.url: expected a URL that begins with https://');
  });
});

describe('a campaign published by an earlier version, with a precision that is refused today', () => {
  const month = followUpOfTarget('month', 'welcome', { delay: '30 days', precision: '1 second' });

  test('a published campaign whose precision is refused today keeps running: its message leaves at the second it is due, and only the next save names the precision (R20)', async () => {
    const tale = await story();
    await new Owner(tale.services, at('09:00')).publishes(month);
    await tale.does('09:10:07', receives('ann'));
    expect((await tale.saves(month)).map(({ path }) => path)).toEqual([['precision']]);
    await tale.until('day 40 09:00');
    expect(tale.sent('month')).toEqual(['ann day 31 09:10:07']);
  });
});
