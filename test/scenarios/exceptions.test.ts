import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../core/check-definition.ts';
import { behaves, buys, interacts, leaves, opens, receives, reminder, story } from '../harness/scenarios/story.ts';

const faultsOf = (more: object) => {
  const check = checkDefinition(reminder(more));
  return 'faults' in check ? check.faults.map(({ path }) => path.join('.')) : [];
};
const click = (userId: string, more: object = {}) => interacts('email.clicked', userId, more);
const clicked = { interaction: 'email.clicked', campaign: 'welcome' };
const restarting = { triggers: [clicked], exceptions: [clicked] };

describe('an exception', () => {
  test('an exception needs a schedule delay (R30)', () => {
    expect(faultsOf({ delay: 'none' })).toEqual(['delay']);
    expect(faultsOf({ delay: '0 days' })).toEqual(['delay']);
    expect(faultsOf({ delay: '1 second' })).toEqual([]);
    expect(faultsOf({ delay: 'none', exceptions: [] })).toEqual([]);
  });

  test('an exception cancels the wait: a user who opens the email while waiting receives nothing (R32)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.does('10:00', opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('an exception before the trigger does not count: a user who opened the email earlier receives the message (R31)', async () => {
    const tale = await story(reminder());
    await tale.does('09:29:59.999', opens('ann'));
    await tale.does('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('an exception at the instant of the trigger cancels the wait (R32)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'), opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
  });

  test('an exception of a user who is not waiting leaves no decision (R31)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', opens('ann'), buys('ann'));
    expect(await tale.decided('ann')).toEqual([]);
  });

  test('an exception between the due instant and the departure cancels the wait (R32)', async () => {
    const tale = await story(reminder({ delay: '1 hour' }));
    await tale.does('09:30:10', receives('ann'), receives('bob'));
    await tale.does('10:30:12', opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([`bob ${leaves('10:30:10', '1 hour')}`]);
  });

  test('an exception that arrives before the trigger cancels the wait (R32)', async () => {
    const tale = await story(reminder());
    await tale.until('09:40');
    await tale.receives('09:35', opens('ann'));
    await tale.receives('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('one of several exceptions cancels the wait alone, and the decision names it (R33)', async () => {
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

  test('an exception that matches two selectors at once cancels the wait once (R33)', async () => {
    const exceptions = [{ behavior: 'purchase.made' }, { behavior: 'purchase.made', productId: 'hat' }];
    const tale = await story(reminder({ exceptions }));
    await tale.does('09:30', receives('ann'));
    await tale.does('10:00', buys('ann', { productId: 'hat' }));
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('an exception does not end the eligibility: the next trigger enrolls the user, whatever the re-eligibility (R34)', async () => {
    const tale = await story(reminder({ reeligibility: 'never' }));
    await tale.does('09:30', receives('ann'));
    await tale.does('10:00', opens('ann'));
    await tale.does('11:00', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 12:00']);
  });

  test('an exception that was done before the dispatch but arrives after it is late, and is counted once (R36)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.until('11:00');
    const late = opens('ann');
    await tale.receives('10:29', late);
    await tale.receives('10:29', late);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched', 'late-exception exception']);
    expect((await tale.counts())['late-exception']).toBe(1);
  });

  test('an exception that was done at or after the dispatch, or before the trigger, is not a late exception (R36)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.until('11:00');
    await tale.receives('10:30', opens('ann'));
    await tale.receives('10:45', buys('ann'));
    await tale.receives('09:29:59', buys('ann'));
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test('an exception cancels every wait that was triggered at or before its instant, and none that was triggered after it (R38)', async () => {
    const tale = await story(reminder({ reeligibility: 'immediately' }));
    await tale.does('09:30', receives('ann'));
    await tale.does('09:40', receives('ann'));
    await tale.does('09:50', receives('ann'));
    await tale.receives('09:40', opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:50']);
  });

  test('an exception of one user never cancels a wait of another user', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.does('10:00', opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
  });

  test('an exception of one follow-up never cancels a wait of another follow-up', async () => {
    const tale = await story(reminder(), reminder({ id: 'patient', exceptions: [] }));
    await tale.does('09:30', receives('ann'));
    await tale.does('10:00', opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.messages().map(({ campaignId }) => campaignId)).toEqual(['patient']);
  });
});

describe('an event that is trigger and exception of the same follow-up (R37)', () => {
  test('an event that is trigger and exception begins a wait, and each repeat restarts it', async () => {
    const tale = await story(reminder(restarting));
    await tale.does('09:30', click('ann'));
    await tale.does('10:00', click('ann'));
    await tale.does('10:30', click('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 11:30']);
    const decided = ['enrolled', 'cancelled restarted', 'enrolled', 'cancelled restarted', 'enrolled', 'dispatched'];
    expect(await tale.decided('ann')).toEqual(decided);
  });

  test('an event that is trigger and exception restarts nothing when it is delivered again', async () => {
    const tale = await story(reminder(restarting));
    const it = click('ann');
    await tale.does('09:30', it);
    await tale.does('09:30', it);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test('an event that is trigger and exception cancels no wait when it is delivered again without an instant of its own, after more triggers than a row keeps (R37, R60)', async () => {
    const tale = await story(reminder(restarting));
    for (const minute of [1, 2, 3, 4, 5, 6, 7])
      await tale.does(`09:0${minute}`, click('ann', { id: `click ${minute}` }));
    await tale.does('09:08', click('ann', { id: 'click 1' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:07']);
  });

  test('an event that is trigger and exception restarts no wait that was triggered after it when it arrives late', async () => {
    const tale = await story(reminder(restarting));
    await tale.does('09:40', click('ann'));
    await tale.receives('09:30', click('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:40']);
  });

  test.each([
    ['in order', ['a', 'b']],
    ['in reverse order', ['b', 'a']],
  ])(
    'an event that is trigger and exception leaves the wait to the greater event id at equal instants, arriving %s',
    async (_, ids) => {
      const tale = await story(reminder(restarting));
      await tale.does('09:30', ...ids.map((id) => click('ann', { id })));
      await tale.until('day 2 09:00');
      expect(tale.messages().map(({ trigger }) => trigger['id'])).toEqual(['b']);
    },
  );

  test('an event that is trigger and exception restarts the wait with a re-eligibility of 0 too: there is one wait at a time', async () => {
    const tale = await story(reminder({ ...restarting, reeligibility: 'immediately' }));
    await tale.does('09:30', click('ann'));
    await tale.does('10:00', click('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 11:00']);
  });

  test('an event that is trigger and exception cannot be session.started: such a campaign is refused', () => {
    const session = { behavior: 'session.started' };
    expect(faultsOf({ triggers: [session], exceptions: [session] })).toEqual(['exceptions.0']);
    expect(faultsOf({ triggers: [session], exceptions: [clicked] })).toEqual([]);
    expect(faultsOf({ triggers: [clicked], exceptions: [session] })).toEqual([]);
  });
});

describe('an exception with a narrowed selector (R39)', () => {
  const cheap = { exceptions: [{ behavior: 'purchase.made', where: { price: { $gte: 20 } } }] };

  test.each([
    [19.99, ['ann 10:30']],
    [20, []],
  ])(
    'a purchase for %d with an exception on purchases of at least 20 leads to these messages: %j',
    async (price, sent) => {
      const tale = await story(reminder(cheap));
      await tale.does('09:30', receives('ann'));
      await tale.does('10:00', buys('ann', { price }));
      await tale.until('day 2 09:00');
      expect(tale.sent()).toEqual(sent);
    },
  );

  test('an exception on purchases does not take a refund for a purchase, unless the campaign asks for refunds', async () => {
    const tale = await story(
      reminder(),
      reminder({ id: 'strict', exceptions: [{ behavior: 'purchase.made', includeRefunds: true }] }),
    );
    await tale.does('09:30', receives('ann'));
    await tale.does('10:00', buys('ann', { price: -5 }));
    await tale.until('day 2 09:00');
    expect(tale.messages().map(({ campaignId }) => campaignId)).toEqual(['reminder']);
  });

  test('an exception on a custom event cancels only by custom events of its name', async () => {
    const tale = await story(reminder({ exceptions: [{ behavior: 'custom_event.performed', name: 'unsubscribed' }] }));
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.does('10:00', behaves('custom_event.performed', 'ann', { name: 'unsubscribed' }));
    await tale.does('10:00', behaves('custom_event.performed', 'bob', { name: 'subscribed' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
  });

  test('an exception on opens ignores machine opens if the campaign asks for people', async () => {
    const exceptions = [{ interaction: 'email.opened', campaign: 'welcome', openKind: 'human' }];
    const tale = await story(reminder({ exceptions }));
    await tale.does('09:30', receives('ann'), receives('bob'), receives('cyd'));
    await tale.does('10:00', opens('ann', { openKind: 'machine' }), opens('bob', { openKind: 'human' }), opens('cyd'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30', 'cyd 10:30']);
  });
});
