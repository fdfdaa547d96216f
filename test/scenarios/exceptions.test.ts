import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../core/check-definition.ts';
import { behaves, buys, interacts, opens, receives, reminder, story } from '../harness/scenarios/story.ts';

const faultsOf = (more: object) => {
  const check = checkDefinition(reminder(more));
  return 'faults' in check ? check.faults.map(({ path }) => path.join('.')) : [];
};
const click = (userId: string, more: object = {}) => interacts('email.clicked', userId, more);
const clicked = { interaction: 'email.clicked', campaign: 'welcome' };
const restarting = { triggers: [clicked], exceptions: [clicked] };

describe('exceptions', () => {
  test('need a delay (R30)', () => {
    expect(faultsOf({ delay: 'none' })).toEqual(['delay']);
    expect(faultsOf({ delay: '0 days' })).toEqual(['delay']);
    expect(faultsOf({ delay: '1 second' })).toEqual([]);
    expect(faultsOf({ delay: 'none', exceptions: [] })).toEqual([]);
  });

  test('a user who opens it while waiting receives nothing (R32)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.does('10:00', opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('a user who opened it before the trigger is sent the message (R31)', async () => {
    const tale = await story(reminder());
    await tale.does('09:29:59.999', opens('ann'));
    await tale.does('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('a user who opens it in the very instant of the trigger receives nothing (R32)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'), opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('an exception for a user who waits for nothing is silent (R31)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', opens('ann'), buys('ann'));
    expect(await tale.decided('ann')).toEqual([]);
  });

  test('counts between the due instant and the departure too (R32)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30:10', receives('ann'));
    await tale.does('10:30:50', opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('that arrives before its trigger cancels it (R32)', async () => {
    const tale = await story(reminder());
    await tale.until('09:40');
    await tale.receives('09:35', opens('ann'));
    await tale.receives('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('any one of several cancels, and the record names which (R33)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'), receives('bob'));
    const [open, purchase] = [opens('ann'), buys('bob')];
    await tale.does('10:00', open, purchase);
    const named = async (userId: string) => (await tale.decisions(userId)).at(-1);
    expect(await named('ann')).toMatchObject({
      eventId: open.detail['id'],
      exception: expect.stringContaining('email.opened'),
    });
    expect(await named('bob')).toMatchObject({
      eventId: purchase.detail['id'],
      exception: expect.stringContaining('purchase.made'),
    });
  });

  test('an event that is two exceptions at once is one cancellation (R33)', async () => {
    const exceptions = [{ behavior: 'purchase.made' }, { behavior: 'purchase.made', productId: 'hat' }];
    const tale = await story(reminder({ exceptions }));
    await tale.does('09:30', receives('ann'));
    await tale.does('10:00', buys('ann', { productId: 'hat' }));
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('a user cancelled by an exception is enrolled by the next trigger, whatever the re-eligibility (R34)', async () => {
    const tale = await story(reminder({ reeligibility: 'never' }));
    await tale.does('09:30', receives('ann'));
    await tale.does('10:00', opens('ann'));
    await tale.does('11:00', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 12:00']);
  });

  test('done before the dispatch but arriving after it, is late, and counted once (R36)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.until('11:00');
    const late = opens('ann');
    await tale.receives('10:29', late);
    await tale.receives('10:29', late);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched', 'late-exception exception']);
    expect((await tale.counts())['late-exception']).toBe(1);
  });

  test('done at or after the dispatch, or before the trigger, is no late exception (R36)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.until('11:00');
    await tale.receives('10:30', opens('ann'));
    await tale.receives('10:45', buys('ann'));
    await tale.receives('09:29:59', buys('ann'));
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test('cancels every wait triggered at or before it, and none after (R38)', async () => {
    const tale = await story(reminder({ reeligibility: 'immediately' }));
    await tale.does('09:30', receives('ann'));
    await tale.does('09:40', receives('ann'));
    await tale.does('09:50', receives('ann'));
    await tale.receives('09:40', opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:50']);
  });

  test('of one user never touches another', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.does('10:00', opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
  });

  test('of one follow-up never touches another', async () => {
    const tale = await story(reminder(), reminder({ id: 'patient', exceptions: [] }));
    await tale.does('09:30', receives('ann'));
    await tale.does('10:00', opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.messages().map(({ campaignId }) => campaignId)).toEqual(['patient']);
  });
});

describe('an event that is trigger and exception of the same follow-up (R37)', () => {
  test('begins a wait, and each repeat restarts it', async () => {
    const tale = await story(reminder(restarting));
    await tale.does('09:30', click('ann'));
    await tale.does('10:00', click('ann'));
    await tale.does('10:30', click('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 11:30']);
    const decided = ['enrolled', 'cancelled restarted', 'enrolled', 'cancelled restarted', 'enrolled', 'dispatched'];
    expect(await tale.decided('ann')).toEqual(decided);
  });

  test('delivered again restarts nothing', async () => {
    const tale = await story(reminder(restarting));
    const it = click('ann');
    await tale.does('09:30', it);
    await tale.does('09:30', it);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test('delivered again without a time of its own, after more than a row remembers, takes no wait away (R37, R60)', async () => {
    const tale = await story(reminder(restarting));
    for (const minute of [1, 2, 3, 4, 5, 6, 7])
      await tale.does(`09:0${minute}`, click('ann', { id: `click ${minute}` }));
    await tale.does('09:08', click('ann', { id: 'click 1' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:07']);
  });

  test('arriving late restarts nothing that was triggered after it', async () => {
    const tale = await story(reminder(restarting));
    await tale.does('09:40', click('ann'));
    await tale.receives('09:30', click('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:40']);
  });

  test.each([
    ['in order', ['a', 'b']],
    ['turned round', ['b', 'a']],
  ])('at equal instants, %s, the greater event id has the wait', async (_, ids) => {
    const tale = await story(reminder(restarting));
    await tale.does('09:30', ...ids.map((id) => click('ann', { id })));
    await tale.until('day 2 09:00');
    expect(tale.messages().map(({ trigger }) => trigger['id'])).toEqual(['b']);
  });

  test('restarts under a window of 0 too: one wait at a time', async () => {
    const tale = await story(reminder({ ...restarting, reeligibility: 'immediately' }));
    await tale.does('09:30', click('ann'));
    await tale.does('10:00', click('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 11:00']);
  });

  test('session.started as both is refused', () => {
    const session = { behavior: 'session.started' };
    expect(faultsOf({ triggers: [session], exceptions: [session] })).toEqual(['exceptions.0']);
    expect(faultsOf({ triggers: [session], exceptions: [clicked] })).toEqual([]);
    expect(faultsOf({ triggers: [clicked], exceptions: [session] })).toEqual([]);
  });
});

describe('narrowed exceptions (R39)', () => {
  const cheap = { exceptions: [{ behavior: 'purchase.made', where: { price: { $gte: 20 } } }] };

  test.each([
    [19.99, ['ann 10:30']],
    [20, []],
  ])('a purchase for %d against a filter of at least 20 leaves %j', async (price, sent) => {
    const tale = await story(reminder(cheap));
    await tale.does('09:30', receives('ann'));
    await tale.does('10:00', buys('ann', { price }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(sent);
  });

  test('a refund is no purchase, unless the campaign asks for refunds', async () => {
    const tale = await story(
      reminder(),
      reminder({ id: 'strict', exceptions: [{ behavior: 'purchase.made', includeRefunds: true }] }),
    );
    await tale.does('09:30', receives('ann'));
    await tale.does('10:00', buys('ann', { price: -5 }));
    await tale.until('day 2 09:00');
    expect(tale.messages().map(({ campaignId }) => campaignId)).toEqual(['reminder']);
  });

  test('a custom event cancels by its name only', async () => {
    const tale = await story(reminder({ exceptions: [{ behavior: 'custom_event.performed', name: 'unsubscribed' }] }));
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.does('10:00', behaves('custom_event.performed', 'ann', { name: 'unsubscribed' }));
    await tale.does('10:00', behaves('custom_event.performed', 'bob', { name: 'subscribed' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
  });

  test('an open by machine does not cancel where the campaign asks for people', async () => {
    const exceptions = [{ interaction: 'email.opened', campaign: 'welcome', openKind: 'human' }];
    const tale = await story(reminder({ exceptions }));
    await tale.does('09:30', receives('ann'), receives('bob'), receives('cyd'));
    await tale.does('10:00', opens('ann', { openKind: 'machine' }), opens('bob', { openKind: 'human' }), opens('cyd'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30', 'cyd 10:30']);
  });
});
