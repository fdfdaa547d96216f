import { describe, expect, test } from 'vitest';
import type { SendingPolicy } from '../../core/contracts/sending.ts';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { createScriptedSender } from '../doubles/scripted-sender.ts';
import { sharePartOf, usersWithin, userWithin } from '../harness/core/share-part.ts';
import { leaving } from '../harness/scenarios/leaving.ts';
import {
  breakingAt,
  buys,
  interacts,
  isKnown,
  isMerged,
  receives,
  reminder,
  type Story,
  story,
  storyWithSenders,
} from '../harness/scenarios/story.ts';

const push = (body: string) => [{ channel: 'push', body }];

/** Defines the reminder with messages of variants in place of its own. */
function withVariants(more: object = {}): object {
  const { messages: _, ...fields } = Object(reminder());
  const variants = [
    { name: 'short', share: 45, messages: push('short') },
    { name: 'long', share: 45, messages: push('long') },
  ];
  return { ...fields, controlGroup: 10, variants, ...more };
}

/** Users of each group of the reminder with variants. */
const [SHORT, LONG, CONTROL] = [
  userWithin('reminder', 0, 4_500),
  userWithin('reminder', 4_500, 9_000),
  userWithin('reminder', 9_000, 10_000),
];

/** A follow-up that follows the control group of the reminder at once. */
const afterControl = {
  id: 'after',
  name: 'After',
  triggers: [{ interaction: 'control_group.entered', campaign: 'reminder' }],
  reeligibility: 'immediately',
  messages: push('You were in the control group'),
};

/** Returns the variant and the text of each message of the reminder, by user. */
const contents = (tale: Story) =>
  Object.fromEntries(
    tale
      .messages()
      .filter(({ campaignId }) => campaignId === 'reminder')
      .map(({ userId, variant, messages }) => [userId, [variant, messages[0]?.['body']]]),
  );

describe('variants of a campaign', () => {
  test('each user is sent the messages of one variant, by the hash of campaign and user (R46)', async () => {
    const tale = await story(withVariants({ controlGroup: 0, variants: variantsOf(30, 70) }));
    const users = usersWithin('reminder', [0, 10_000], 40);
    await tale.does('09:30', ...users.map((user) => receives(user)));
    await tale.until('10:30');
    const expected = users.map((user) => {
      const name = sharePartOf('reminder', user) < 3_000 ? 'short' : 'long';
      return [user, [name, name]];
    });
    expect(contents(tale)).toEqual(Object.fromEntries(expected));
    expect((await tale.decisions(SHORT)).map(({ decision }) => decision)).toEqual(['enrolled', 'dispatched']);
    const counts = await tale.counts();
    expect((counts['dispatched:short'] ?? 0) + (counts['dispatched:long'] ?? 0)).toBe(40);
  });

  test('a user has the same variant in each wait, version and publication, as long as the shares stay (R46)', async () => {
    const tale = await story(withVariants({ reeligibility: 'immediately' }));
    await tale.does('09:30', receives(SHORT));
    await tale.until('10:40');
    await tale.publishes(withVariants({ reeligibility: 'immediately', name: 'Another name' }));
    await tale.does('10:50', receives(SHORT));
    await tale.until('12:00');
    await tale.stops('reminder');
    await tale.publishes('reminder');
    await tale.does('12:30', receives(SHORT));
    await tale.until('14:00');
    expect(tale.messages().map(({ version, variant }) => [version, variant])).toEqual([
      [1, 'short'],
      [2, 'short'],
      [2, 'short'],
    ]);
  });

  test('a user who waits when the shares are edited gets the variant of the new shares (R46, R52)', async () => {
    const tale = await story(withVariants());
    await tale.does('09:30', receives(SHORT));
    await tale.publishes(withVariants({ controlGroup: 0, variants: variantsOf(0, 100) }));
    await tale.until('10:30');
    expect(contents(tale)).toEqual({ [SHORT]: ['long', 'long'] });
  });

  test('a message whose shares are edited between its claim and the repeat leaves with the variant of the claim (R46, R71)', async () => {
    const tale = await story(withVariants());
    await tale.does('09:30', receives(SHORT), receives(CONTROL), receives(LONG));
    tale.clockOnly('10:30');
    const call = leaving(tale);
    const failing = { send: () => Promise.reject(new Error('crash')) };
    const broken = { ...tale.services, outbox: failing, reporter: { report: failing.send } };
    await dispatchWave(call, broken);
    expect(await tale.decided(CONTROL)).toEqual(['enrolled']);
    await tale.publishes(withVariants({ controlGroup: 50, variants: variantsOf(0, 50) }));
    await tale.until('10:40');
    expect(contents(tale)).toEqual({ [SHORT]: ['short', 'short'], [LONG]: ['long', 'long'] });
    expect(await tale.decided(CONTROL)).toEqual(['enrolled', 'control']);
  });
});

function variantsOf(short: number, long: number) {
  return [
    { name: 'short', share: short, messages: push('short') },
    { name: 'long', share: long, messages: push('long') },
  ];
}

describe('the control group of a campaign', () => {
  test('a user of the control group waits like any other, and is sent nothing (R46, R70)', async () => {
    const tale = await story(withVariants());
    await tale.does('09:30', receives(SHORT), receives(CONTROL));
    expect(await tale.decided(CONTROL)).toEqual(['enrolled']);
    await tale.until('10:30');
    expect(Object.keys(contents(tale))).toEqual([SHORT]);
    expect(await tale.decided(CONTROL)).toEqual(['enrolled', 'control']);
    expect(await tale.counts()).toEqual({ enrolled: 2, dispatched: 1, 'dispatched:short': 1, control: 1 });
  });

  test('a control group beside plain messages is sent nothing, and the others are sent the messages (R46)', async () => {
    const tale = await story(reminder({ controlGroup: 25 }));
    const [inside, outside] = [userWithin('reminder', 7_500, 10_000), userWithin('reminder', 0, 7_500)];
    await tale.does('09:30', receives(inside), receives(outside));
    await tale.until('10:30');
    expect(tale.messages().map(({ userId, variant }) => [userId, variant])).toEqual([[outside, undefined]]);
    expect(await tale.decided(inside)).toEqual(['enrolled', 'control']);
  });

  test('the turn of a user of the control group is an interaction that another campaign follows (R46)', async () => {
    const tale = await story(withVariants(), afterControl);
    await tale.does('09:30', receives(SHORT), receives(CONTROL));
    await tale.until('10:30');
    expect(tale.sent('after')).toEqual([`${CONTROL} 10:30`]);
    const [after] = tale.messages().filter(({ campaignId }) => campaignId === 'after');
    const [{ enrollmentId } = { enrollmentId: '' }] = (await tale.row(CONTROL)).decisions;
    expect(after?.trigger).toEqual({
      id: `control.${enrollmentId}`,
      interaction: 'control_group.entered',
      userId: CONTROL,
      campaignId: 'reminder',
      occurredAt: '2026-12-01T10:30:00.000Z',
    });
  });

  test('a user of the control group of a campaign without a delay enters it at once (R46, R95)', async () => {
    const tale = await story(withVariants({ delay: 'none', exceptions: [], precision: undefined }), afterControl);
    await tale.does('09:30', receives(CONTROL));
    expect(await tale.decided(CONTROL)).toEqual(['enrolled', 'control']);
    expect(tale.sent()).toEqual([`${CONTROL} 09:30`]);
  });

  test('the turn in the control group counts as a receipt (R40, R46)', async () => {
    const tale = await story(withVariants(), afterControl);
    await tale.does('09:30', receives(CONTROL));
    await tale.does('09:50', receives(CONTROL));
    await tale.does('11:00', receives(CONTROL));
    expect(await tale.decided(CONTROL)).toEqual([
      'enrolled',
      'control',
      'withheld already-received',
      'withheld already-received',
    ]);
    expect(tale.sent('after')).toHaveLength(1);
  });

  test('an exception ends the wait of a user of the control group too (R32, R46)', async () => {
    const tale = await story(withVariants(), afterControl);
    await tale.does('09:30', receives(CONTROL));
    await tale.does('09:40', buys(CONTROL));
    await tale.until('12:00');
    expect(await tale.decided(CONTROL)).toEqual(['enrolled', 'cancelled exception']);
    expect(tale.sent()).toEqual([]);
  });

  test('an exception that arrives after the turn in the control group is not too late for a message: none left (R36, R46)', async () => {
    const tale = await story(withVariants());
    await tale.does('09:30', receives(CONTROL));
    await tale.until('10:40');
    await tale.receives('10:20', buys(CONTROL));
    expect(await tale.decided(CONTROL)).toEqual(['enrolled', 'control']);
  });

  test('a user outside of the audience at the departure does not enter the control group (R43, R46)', async () => {
    const tale = await story(withVariants({ audience: { plan: 'free' }, recheckAudience: true }));
    await tale.does('09:10', isKnown(CONTROL, { plan: 'free' }));
    await tale.does('09:30', receives(CONTROL));
    await tale.does('09:40', isKnown(CONTROL, { plan: 'paid' }));
    await tale.until('10:30');
    expect(await tale.decided(CONTROL)).toEqual(['enrolled', 'withheld not-in-audience']);
  });

  test('a user whose message could not be rendered does not enter the control group (R46, R95)', async () => {
    const failing = '{% if user.bad %}{{ 1 | divided_by: user.none }}{% endif %}Hi';
    const tale = await story(reminder({ controlGroup: 100, messages: push(failing) }), afterControl);
    await tale.does('09:10', isKnown('ann', { bad: true }));
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.until('10:40');
    expect(await tale.decided('bob')).toEqual(['enrolled', 'control']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'withheld render-error']);
    expect((await tale.row('ann')).receipt).toBeUndefined();
  });

  test.each([
    ['blank', '{{ user.name }}'],
    ['aborted', '{% unless user.name %}{% abort_message "no name" %}{% endunless %}Hi'],
  ])(
    'a user whose message would be %s does not enter the control group, and the standby takes over (R46, R76, R95)',
    async (reason, body) => {
      const tale = await story(reminder({ controlGroup: 100, messages: push(body) }), afterControl);
      await tale.does('09:30', receives('ann'));
      await tale.does('09:40', receives('ann'));
      await tale.until('10:35');
      await tale.does('10:36', isKnown('ann', { name: 'Ann' }));
      await tale.until('11:00');
      expect(await tale.decided('ann')).toEqual(['enrolled', `withheld ${reason}`, 'enrolled', 'control']);
      expect(tale.sent()).toEqual(['ann 10:40']);
    },
  );

  test('a message that is too large for the bus keeps its user out of the control group (R46, R95)', async () => {
    const body = '{% for i in (1..900) %}{{ user.text }}{% endfor %}';
    const messages = Array.from({ length: 4 }, () => ({ channel: 'email', subject: 'Hi', body }));
    const tale = await story(reminder({ controlGroup: 100, messages }));
    await tale.does('09:10', isKnown('ann', { text: 'x'.repeat(100) }));
    await tale.does('09:30', receives('ann'), receives('bob', {}));
    await tale.until('10:30');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'withheld too-large']);
  });
});

const LIVE: SendingPolicy = { mode: 'live', allow: [] };

/** Begins a story whose emails are sent by a scripted sender. */
async function emailStory(...published: readonly object[]) {
  const email = createScriptedSender('email');
  const setup = { policy: LIVE, channels: new Set(['email'] as const), createSenders: () => [email] };
  return { tale: await storyWithSenders(setup, ...published), email };
}

const mail = (subject: string) => [{ channel: 'email', subject, body: 'Hi' }];
const hasAddress = (user: string, more: object = {}) => isKnown(user, {}, { email: `${user}@example.com`, ...more });

describe('the control group of a campaign whose emails the installation sends', () => {
  const campaign = withVariants({
    variants: [
      { name: 'short', share: 45, messages: mail('short') },
      { name: 'long', share: 45, messages: mail('long') },
    ],
  });

  test('a user without an address does not enter the control group (R46, R83)', async () => {
    const { tale, email } = await emailStory(campaign, afterControl);
    await tale.does('09:30', receives(CONTROL));
    await tale.until('10:30');
    expect(await tale.decided(CONTROL)).toEqual(['enrolled', 'withheld unreachable']);
    expect([tale.sent(), email.requests]).toEqual([[], []]);
  });

  test('a user who unsubscribed does not enter the control group (R46, R82)', async () => {
    const { tale } = await emailStory(campaign);
    await tale.does('09:10', hasAddress(CONTROL, { consent: { email: 'unsubscribed' } }));
    await tale.does('09:30', receives(CONTROL));
    await tale.until('10:30');
    expect(await tale.decided(CONTROL)).toEqual(['enrolled', 'withheld unsubscribed']);
  });

  test('a sender never sees a message of the control group, and no delivery of it is recorded (R46, R80)', async () => {
    const { tale, email } = await emailStory(campaign);
    await tale.does('09:10', hasAddress(CONTROL), hasAddress(SHORT));
    await tale.does('09:30', receives(CONTROL), receives(SHORT));
    await tale.until('11:00');
    expect(email.requests.map(({ userId, variant }) => [userId, variant])).toEqual([[SHORT, 'short']]);
    const [{ enrollmentId } = { enrollmentId: '' }] = (await tale.row(CONTROL)).decisions;
    expect(await tale.services.deliveries.listByDispatch(enrollmentId)).toEqual([]);
    expect(await tale.decided(CONTROL)).toEqual(['enrolled', 'control']);
  });

  test('a user is reached by the channels of the own variant, and one of the control group by those of any (R46, R83)', async () => {
    const { tale } = await emailStory(
      withVariants({
        variants: [
          { name: 'short', share: 45, messages: mail('short') },
          { name: 'long', share: 45, messages: push('long') },
        ],
      }),
    );
    await tale.does('09:30', receives(SHORT), receives(LONG), receives(CONTROL));
    await tale.until('10:30');
    expect(await tale.decided(SHORT)).toEqual(['enrolled', 'withheld unreachable']);
    expect(await tale.decided(LONG)).toEqual(['enrolled', 'dispatched']);
    expect(await tale.decided(CONTROL)).toEqual(['enrolled', 'control']);
  });

  test('what users do with a message comes back with its variant, so that a campaign can follow one variant (R46, R86)', async () => {
    const follow = (id: string, messageVariationId: string) => ({
      id,
      name: id,
      triggers: [{ interaction: 'email.received', campaign: 'reminder', messageVariationId }],
      messages: push(id),
    });
    const { tale } = await emailStory(campaign, follow('after-short', 'short'), follow('after-long', 'long'));
    await tale.does('09:10', hasAddress(SHORT));
    await tale.does('09:30', receives(SHORT));
    await tale.until('10:40');
    expect(tale.messages().map(({ campaignId }) => campaignId)).toEqual(['reminder', 'after-short']);
  });
});

describe('the variant of a user who was merged into another', () => {
  test('a wait that came along with a merge ends with the variant of the user who is left (R46, R65)', async () => {
    const tale = await story(withVariants());
    await tale.does('09:30', receives(SHORT));
    await tale.does('09:40', isMerged(SHORT, LONG));
    await tale.until('10:40');
    expect(contents(tale)).toEqual({ [LONG]: ['long', 'long'] });
  });

  test('a wait that came along with a merge into a user of the control group is sent nothing, and one from there is sent the message (R46, R65)', async () => {
    const into = await story(withVariants());
    await into.does('09:30', receives(SHORT));
    await into.does('09:40', isMerged(SHORT, CONTROL));
    await into.until('10:40');
    expect(await into.decided(CONTROL)).toEqual(['enrolled', 'control']);
    expect(into.sent()).toEqual([]);
    const from = await story(withVariants());
    await from.does('09:30', receives(CONTROL));
    await from.does('09:40', isMerged(CONTROL, SHORT));
    await from.until('10:40');
    expect(contents(from)).toEqual({ [SHORT]: ['short', 'short'] });
  });

  test('both names of a user have one variant, whichever a trigger comes with, also without a delay (R46, R65)', async () => {
    const tale = await story(withVariants({ delay: 'none', exceptions: [], reeligibility: 'immediately' }));
    await tale.does('09:30', receives(LONG));
    await tale.does('09:40', isMerged(SHORT, LONG));
    await tale.does('10:00', receives(SHORT));
    await tale.does('10:10', receives(LONG));
    await tale.until('10:20');
    expect(tale.messages().map(({ userId, variant }) => [userId, variant])).toEqual([
      [LONG, 'long'],
      [LONG, 'long'],
      [LONG, 'long'],
    ]);
  });

  test('a wait that came along with a merge leaves by the channels of the variant of the user who is left (R46, R65, R83)', async () => {
    const variants = [
      { name: 'short', share: 45, messages: mail('short') },
      { name: 'long', share: 45, messages: push('long') },
    ];
    const { tale } = await emailStory(withVariants({ variants }));
    await tale.does('09:30', receives(SHORT));
    await tale.does('09:40', isMerged(SHORT, LONG));
    await tale.until('10:40');
    expect(await tale.decided(LONG)).toEqual(['enrolled', 'dispatched']);
  });
});

describe('a crash while a user enters the control group', () => {
  test('a crash between any two writes leads to one decision, one receipt and the same interaction (R46)', async () => {
    for (let nth = 1; nth < 20; nth += 1) {
      const tale = await story(reminder({ controlGroup: 100 }), afterControl);
      await tale.does('09:30', receives('ann'));
      tale.clockOnly('10:30');
      const { services, broke } = breakingAt(tale.services, nth);
      await dispatchWave(leaving(tale), services).catch(() => undefined);
      await tale.until('day 2 09:00');
      expect(await tale.decided('ann'), `broken at write ${nth}`).toEqual(['enrolled', 'control']);
      expect(tale.sent(), `broken at write ${nth}`).toEqual(['ann 10:30']);
      expect((await tale.row('ann')).receipt, `broken at write ${nth}`).toBeDefined();
      if (!broke()) return expect(nth).toBeGreaterThan(3);
    }
    throw new Error('expected the stage to pass');
  });
});

describe('a cycle through a control group', () => {
  test('a campaign that follows its own control group, and may be received again, is refused (R8, R46)', async () => {
    const triggers = [{ interaction: 'control_group.entered', campaign: 'reminder' }];
    const tale = await story();
    const refusal = await tale.publishes(reminder({ controlGroup: 10, triggers, reeligibility: 'immediately' }));
    expect(refusal).toMatch(/reminder.*reminder/);
  });

  test('a campaign in a cycle by the control group of another is refused (R8, R46)', async () => {
    const tale = await story(reminder({ controlGroup: 10, reeligibility: 'immediately' }), afterControl);
    const triggers = [{ interaction: 'push.received', campaign: 'after' }];
    const refusal = await tale.publishes(reminder({ controlGroup: 10, triggers, reeligibility: 'immediately' }));
    expect(refusal).toMatch(/after/);
  });

  test('an interaction with the control group by an event of a producer is no receipt of ours (R46)', async () => {
    const tale = await story(withVariants(), afterControl);
    await tale.does('09:30', interacts('control_group.entered', 'ann', { campaignId: 'reminder' }));
    expect(tale.sent()).toEqual(['ann 09:30']);
    expect(await tale.decided('ann')).toEqual([]);
  });
});
