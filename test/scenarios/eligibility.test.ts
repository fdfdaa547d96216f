import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../core/check-definition.ts';
import { isKnown, opens, receives, reminder, story } from '../harness/scenarios/story.ts';

const faultsOf = (more: object) => {
  const check = checkDefinition(reminder(more));
  return 'faults' in check ? check.faults.map(({ path }) => path.join('.')) : [];
};

describe('re-eligibility', () => {
  test('re-eligibility is off by default: a user receives one message ever (R40)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.does('day 2 09:30', receives('ann'));
    await tale.does('day 700 09:30', receives('ann'));
    await tale.until('day 710 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.decided('ann')).toEqual([
      'enrolled',
      'dispatched',
      'withheld already-received',
      'withheld already-received',
    ]);
  });

  test('a re-eligibility of never holds across publications: a republished follow-up keeps its receipts (R40)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.until('11:00');
    await tale.stops('reminder');
    await tale.publishes('reminder');
    await tale.does('12:00', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('re-eligibility is not affected by a message that could not be rendered: it leaves no receipt (R40)', async () => {
    const broken = [
      { channel: 'sms', body: '{{ trigger.properties.amount | divided_by: trigger.properties.by | missing }}' },
    ];
    expect(faultsOf({ messages: broken })).toEqual(['messages.0.body']);
    const tale = await story(reminder({ messages: [{ channel: 'sms', body: LONG_FOR_SOME }] }));
    await tale.does('09:30', receives('ann', { properties: { times: 10_000 } }));
    await tale.until('11:00');
    await tale.does('11:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 12:30']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'withheld render-error', 'enrolled', 'dispatched']);
  });

  test.each([
    ['day 2 10:29:59.999', []],
    ['day 2 10:30', ['ann day 2 11:30']],
  ])('a re-eligibility of a day after a receipt at 10:30 lets a trigger at %s send %j (R41)', async (time, sent) => {
    const tale = await story(reminder({ reeligibility: '1 day' }));
    await tale.does('09:30', receives('ann'));
    await tale.does(time, receives('ann'));
    await tale.until('day 4 09:00');
    expect(tale.sent().slice(1)).toEqual(sent);
  });

  test('re-eligibility is measured at the instant the trigger was done, not at its arrival (R41)', async () => {
    const tale = await story(reminder({ reeligibility: '1 day' }));
    await tale.does('09:30', receives('ann'));
    await tale.until('day 3 12:00');
    await tale.receives('day 2 10:00', receives('ann'));
    await tale.until('day 4 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('re-eligibility is measured again at dispatch, at the due instant (R41)', async () => {
    const tale = await story(reminder({ reeligibility: '30 minutes' }));
    await tale.does('09:30', receives('ann'));
    await tale.until('09:45');
    await tale.publishes(reminder({ reeligibility: 'immediately' }));
    await tale.does('09:50', receives('ann'));
    await tale.publishes(reminder({ reeligibility: '30 minutes' }));
    await tale.until('12:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.decided('ann')).toContain('withheld already-received');
  });

  test('re-eligibility is at most 720 days; a day more is refused (R41)', () => {
    expect(faultsOf({ reeligibility: '720 days' })).toEqual([]);
    expect(faultsOf({ reeligibility: '721 days' })).toEqual(['reeligibility']);
    expect(faultsOf({ reeligibility: 'sometimes' })).toEqual(['reeligibility']);
  });

  test('the re-eligibility of one user does not depend on the receipts of another', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.does('12:00', receives('bob'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30', 'bob 13:00']);
  });
});

/** A template that grows with `properties.times`, to a text that is refused or to almost nothing. */
const LONG_FOR_SOME =
  '{% assign times = trigger.properties.times | default: 1 %}{% for i in (1..times) %}aaaaaaaaaaaaaaaaaaaa{% endfor %}';

describe('a second trigger while waiting', () => {
  test.each(['never', '1 day'])(
    'a second trigger while waiting is standby when the re-eligibility is %s, so that one message is sent (R42)',
    async (reeligibility) => {
      const tale = await story(reminder({ reeligibility }));
      await tale.does('09:30', receives('ann'));
      await tale.does('09:45', receives('ann'));
      expect((await tale.row('ann')).live.map(({ state }) => state)).toEqual(['waiting', 'standby']);
      await tale.until('day 2 09:00');
      expect(tale.sent()).toEqual(['ann 10:30']);
      expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched', 'withheld already-received']);
    },
  );

  test('a second trigger while waiting takes over with its own due instant when the first wait is cancelled (R42)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann', { id: 'first' }));
    await tale.does('09:45', receives('ann', { id: 'second' }));
    await tale.does('09:50', receives('ann', { id: 'third' }));
    await tale.receives('09:40', opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:45']);
    expect(tale.messages()[0]?.trigger['id']).toBe('second');
  });

  test('a second trigger while waiting is cancelled too if it was done at or before the exception (R38, R42)', async () => {
    const tale = await story(reminder());
    await tale.does('09:30', receives('ann'));
    await tale.does('09:45', receives('ann'));
    await tale.receives('09:45', opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception', 'withheld exception']);
  });

  test('a second trigger while waiting takes the wait if it was done earlier but arrived later (R42, R60)', async () => {
    const tale = await story(reminder());
    await tale.does('09:45', receives('ann', { id: 'later' }));
    await tale.receives('09:30', receives('ann', { id: 'earlier' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(tale.messages()[0]?.trigger['id']).toBe('earlier');
  });

  test('a second trigger while waiting takes over even if its own wave left long ago: it leaves at once, in the next wave (R42, R27)', async () => {
    const tale = await story(reminder({ delay: '1 hour' }));
    await tale.does('09:30', receives('ann'));
    await tale.publishes(reminder({ delay: '1 minute' }));
    await tale.does('09:40', receives('ann'));
    await tale.until('10:00');
    await tale.receives('09:35', opens('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toHaveLength(1);
    expect(tale.sent()[0]).toMatch(/^ann 10:00/);
  });

  test('a second trigger while waiting begins a wait of its own with a re-eligibility of 0 (R42)', async () => {
    const tale = await story(reminder({ reeligibility: 'immediately' }));
    await tale.does('09:30', receives('ann'));
    await tale.does('09:45', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30', 'ann 10:45']);
  });

  test('a trigger is withheld if the user has a hundred waits already (R42)', async () => {
    const tale = await story(reminder({ reeligibility: 'immediately' }));
    await tale.does('09:30', ...Array.from({ length: 101 }, () => receives('ann')));
    const decided = await tale.decided('ann');
    expect(decided.filter((each) => each === 'enrolled')).toHaveLength(100);
    expect(decided.filter((each) => each !== 'enrolled')).toEqual(['withheld too-many-waits']);
    await tale.until('12:00');
    expect(tale.sent()).toHaveLength(100);
  });
});

describe('the audience', () => {
  const loyal = { audience: { tier: { $in: ['gold', 'silver'] } } };

  test('the audience is checked when the trigger arrives, against the profile of that moment (R43)', async () => {
    const tale = await story(reminder(loyal));
    await tale.does('09:10', isKnown('ann', { tier: 'gold' }), isKnown('bob', { tier: 'bronze' }));
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.does('09:40', isKnown('ann', { tier: 'bronze' }), isKnown('bob', { tier: 'gold' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await tale.decided('bob')).toEqual(['withheld not-in-audience']);
  });

  test('the audience is checked again at dispatch if the campaign demands it (R43)', async () => {
    const tale = await story(reminder({ ...loyal, recheckAudience: true }));
    await tale.does('09:10', isKnown('ann', { tier: 'gold' }), isKnown('bob', { tier: 'gold' }));
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.does('09:40', isKnown('ann', { tier: 'bronze' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'withheld not-in-audience']);
  });

  test('the audience excludes a user without ending the user’s eligibility (R40, R43)', async () => {
    const tale = await story(reminder(loyal));
    await tale.does('09:30', receives('ann'));
    await tale.does('09:40', isKnown('ann', { tier: 'gold' }));
    await tale.does('10:00', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 11:00']);
  });

  test('the audience includes a user without a profile only if it is everyone (R44)', async () => {
    const tale = await story(reminder(), reminder({ id: 'loyal', ...loyal }));
    await tale.does('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.messages().map(({ campaignId }) => campaignId)).toEqual(['reminder']);
  });

  test('the audience reads profiles in which null removes an attribute and an earlier update never replaces a later one (R60)', async () => {
    const tale = await story(reminder(loyal));
    await tale.until('09:20');
    await tale.receives('09:15', isKnown('ann', { tier: null }), isKnown('bob', { tier: 'gold' }));
    await tale.receives('09:10', isKnown('ann', { tier: 'gold' }), isKnown('bob', { tier: null }));
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
  });
});
