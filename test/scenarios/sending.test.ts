import { describe, expect, test } from 'vitest';
import type { SendingPolicy } from '../../core/contracts/sending.ts';
import { pause, resume } from '../../engine/pause.ts';
import { createScriptedSender, type ScriptedSender } from '../doubles/scripted-sender.ts';
import { at, isKnown, opens, receives, reminder, type Story, storyWithSenders } from '../harness/scenarios/story.ts';

const LIVE: SendingPolicy = { mode: 'live', allow: [] };

/** Begins a story whose emails are sent by a scripted sender, 30 minutes after a user received `welcome`. */
async function emailStory(more: object = {}, policy = LIVE, ...others: ScriptedSender[]) {
  const email = createScriptedSender('email');
  const senders = [email, ...others];
  const setup = { policy, channels: new Set(senders.map(({ channel }) => channel)), createSenders: () => senders };
  const tale = await storyWithSenders(setup, reminder({ delay: '30 minutes', precision: '1 second', ...more }));
  return { tale, email };
}

const knows = (tale: Story, time: string, userId: string, more: object = {}) =>
  tale.does(time, isKnown(userId, {}, { email: `${userId}@example.com`, ...more }));

/** Returns the deliveries of all messages that were dispatched. */
async function deliveries(tale: Story) {
  const found = [];
  for (const { dispatchId } of tale.messages())
    for (const delivery of await tale.services.deliveries.listByDispatch(dispatchId)) found.push(delivery);
  return found.toSorted((one, other) => (one.userId < other.userId ? -1 : 1));
}

describe('a message that a sender of the installation sends', () => {
  test('the message goes to the address of the user as soon as it is dispatched, once (R80)', async () => {
    const { tale, email } = await emailStory();
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(email.requests).toMatchObject([
      { userId: 'ann', target: 'ann@example.com', part: 0, isTransactional: false, message: { channel: 'email' } },
    ]);
    expect(await deliveries(tale)).toMatchObject([{ state: 'sent', at: at('10:00'), providerId: 'p1', attempts: 1 }]);
  });

  test('the sender reports that the user was sent the message, so that another follow-up can follow it (R86)', async () => {
    const { tale, email } = await emailStory();
    await tale.publishes({
      ...reminder({ id: 'second', delay: '30 minutes', precision: '1 second', exceptions: [] }),
      triggers: [{ interaction: 'email.received', campaign: 'reminder' }],
    });
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await tale.until('10:29');
    expect(email.requests).toHaveLength(1);
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:00', 'ann 10:30']);
    expect(email.requests.map(({ campaignId }) => campaignId)).toEqual(['reminder', 'second']);
  });

  test('a provider that fails for a while is asked again, and the user gets one message (R87)', async () => {
    const { tale, email } = await emailStory();
    email.answers({ kind: 'later', reason: 'busy' }, { kind: 'later', reason: 'busy' });
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await tale.until('10:01');
    expect(email.requests).toHaveLength(3);
    expect(await deliveries(tale)).toMatchObject([{ state: 'sent', attempts: 3, lastReason: 'busy' }]);
  });

  test('a message that its provider refuses is not sent again, and its receipt stays (R87)', async () => {
    const { tale, email } = await emailStory();
    email.answers({ kind: 'refused', reason: 'no-such-mailbox', mark: 'undeliverable' });
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(email.requests).toHaveLength(1);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
    expect(await deliveries(tale)).toMatchObject([{ state: 'refused', reason: 'no-such-mailbox' }]);
  });

  test('an address that a provider refused is not used again until it changes (R84)', async () => {
    const { tale, email } = await emailStory({ reeligibility: 'immediately' });
    email.answers({ kind: 'refused', reason: 'no-such-mailbox', mark: 'undeliverable' });
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await tale.does('10:10', receives('ann'));
    await tale.until('10:50');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched', 'enrolled', 'withheld undeliverable']);
    await knows(tale, '11:00', 'ann', { email: 'new@example.com' });
    await tale.does('11:10', receives('ann'));
    await tale.until('11:50');
    expect(email.requests.map(({ target }) => target)).toEqual(['ann@example.com', 'new@example.com']);
  });

  test('an attempt without an answer is repeated once, ten minutes later, and recorded (R80)', async () => {
    const { tale, email } = await emailStory();
    email.answers({ kind: 'unknown', reason: 'timeout' });
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await tale.until('10:09');
    expect(email.requests).toHaveLength(1);
    await tale.until('10:10');
    expect(email.requests).toHaveLength(2);
    expect(await deliveries(tale)).toMatchObject([{ state: 'sent', unknownAttempts: 1, attempts: 2 }]);
  });

  test('a message whose outcome is unknown twice is not sent a third time (R80)', async () => {
    const { tale, email } = await emailStory();
    email.answers({ kind: 'unknown', reason: 'timeout' }, { kind: 'unknown', reason: 'timeout' });
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await tale.until('day 3 09:00');
    expect(email.requests).toHaveLength(2);
    expect(await deliveries(tale)).toMatchObject([{ state: 'unknown', reason: 'timeout' }]);
  });

  test('a message that could not be sent within a day has expired (R87)', async () => {
    const { tale, email } = await emailStory();
    email.answers(...Array.from({ length: 200 }, () => ({ kind: 'later', reason: 'down' }) as const));
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await tale.until('day 2 09:59');
    expect(await deliveries(tale)).toMatchObject([{ state: 'pending' }]);
    await tale.until('day 2 10:01');
    expect(await deliveries(tale)).toMatchObject([{ state: 'expired', reason: 'down', at: at('day 2 10:00') }]);
  });

  test('a message that could not be sent before quiet hours begin is not sent in them (R26, R87)', async () => {
    const { tale, email } = await emailStory({ quietHours: { from: '10:05', to: '12:00', then: 'hold' } });
    email.answers({ kind: 'later', reason: 'down', after: 6 * 60_000 });
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(email.requests).toHaveLength(1);
    expect(await deliveries(tale)).toMatchObject([{ state: 'expired', at: at('10:05') }]);
  });

  test('a provider that accepts nothing for a while halts its channel, and no other (R87)', async () => {
    const push = createScriptedSender('push');
    const messages = [
      { channel: 'email', subject: 'Hello', body: 'Hello' },
      { channel: 'webhook', url: 'https://example.com/hook' },
    ];
    const webhook = createScriptedSender('webhook');
    const { tale, email } = await emailStory({ messages }, LIVE, push, webhook);
    email.answers({ kind: 'later', reason: 'account-paused', haltFor: 20 * 60_000 });
    await knows(tale, '09:10', 'ann');
    await knows(tale, '09:10', 'bob');
    await tale.does('09:30', receives('ann'));
    await tale.does('09:35', receives('bob'));
    await tale.until('10:19');
    expect(email.requests.map(({ userId }) => userId)).toEqual(['ann']);
    expect(webhook.requests.map(({ userId }) => userId)).toEqual(['ann', 'bob']);
    await tale.until('10:25');
    expect(email.requests.map(({ userId }) => userId).toSorted()).toEqual(['ann', 'ann', 'bob']);
  });

  test('an error of the sender delays its message alone, which counts as an attempt of unknown outcome (R80)', async () => {
    const { tale, email } = await emailStory();
    email.answers(new Error('broken'));
    await knows(tale, '09:10', 'ann');
    await knows(tale, '09:10', 'bob');
    await tale.does('09:30', receives('ann'));
    await tale.does('09:31', receives('bob'));
    await tale.until('10:20');
    expect(email.requests.map(({ userId }) => userId)).toEqual(['ann', 'bob', 'ann']);
    expect(tale.warnings).toEqual(['SENDING_FAILED']);
    expect(await deliveries(tale)).toMatchObject([
      { userId: 'ann', state: 'sent', unknownAttempts: 1 },
      { userId: 'bob', state: 'sent', unknownAttempts: 0 },
    ]);
  });
});

test('a push that is not opened is followed by an email, and an email that is not opened by an in-app message (R9, R86)', async () => {
  const [push, email, inApp] = [
    createScriptedSender('push'),
    createScriptedSender('email'),
    createScriptedSender('in_app_message'),
  ];
  const senders = [push, email, inApp];
  const setup = {
    policy: LIVE,
    channels: new Set(senders.map(({ channel }) => channel)),
    createSenders: () => senders,
  };
  const chained = (id: string, target: string, [received, opened]: readonly string[], message: object) =>
    reminder({
      id,
      delay: '30 minutes',
      precision: '1 second',
      triggers: [{ interaction: received, campaign: target }],
      exceptions: [{ interaction: opened, campaign: target }],
      messages: [message],
    });
  const tale = await storyWithSenders(
    setup,
    reminder({
      id: 'push',
      delay: '30 minutes',
      precision: '1 second',
      messages: [{ channel: 'push', body: 'Hello' }],
    }),
    chained('mail', 'push', ['push.received', 'push.directly_opened'], {
      channel: 'email',
      subject: 'Hello',
      body: 'Hello',
    }),
    {
      ...chained('in-app', 'mail', ['email.received', 'email.opened'], { channel: 'in_app_message', body: 'Hello' }),
      untracked: 'send',
    },
  );
  await tale.services.contacts.update('ann', 'push', () => ({ rev: 1, address: { value: 'token', at: at('09:00') } }));
  await tale.services.contacts.update('bob', 'push', () => ({ rev: 1, address: { value: 'token', at: at('09:00') } }));
  for (const userId of ['ann', 'bob']) await knows(tale, '09:10', userId);
  await tale.does('09:30', receives('ann'), receives('bob'));
  await tale.until('10:40');
  expect(email.requests.map(({ userId }) => userId).toSorted()).toEqual(['ann', 'bob']);
  await tale.does('10:45', opens('bob', { campaignId: 'mail' }));
  await tale.until('12:00');
  expect(push.requests).toHaveLength(2);
  expect(inApp.requests.map(({ userId }) => userId)).toEqual(['ann']);
});

describe('the channels of a message', () => {
  test('a user without an address is not sent the message, which is no receipt (R83)', async () => {
    const { tale, email } = await emailStory();
    await tale.does('09:30', receives('ann'));
    await tale.until('10:10');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'withheld unreachable']);
    await knows(tale, '10:15', 'ann');
    await tale.does('10:20', receives('ann'));
    await tale.until('11:00');
    expect(email.requests).toHaveLength(1);
  });

  test('a channel without a sender is left to consumers on the bus: address and consent are not judged for it (R81)', async () => {
    const { tale, email } = await emailStory({ messages: [{ channel: 'sms', body: 'Hello' }] });
    await tale.does('09:30', receives('ann'));
    await tale.until('10:10');
    expect(tale.sent()).toEqual(['ann 10:00']);
    expect(email.requests).toEqual([]);
    expect(await deliveries(tale)).toEqual([]);
  });

  test('a channel that does not reach the user is left out of the message, and the decision names it (R83)', async () => {
    const messages = [
      { channel: 'email', subject: 'Hello', body: 'Hello' },
      { channel: 'sms', body: 'Hello' },
    ];
    const { tale, email } = await emailStory({ messages });
    await tale.does('09:10', isKnown('ann', {}, { email: 'ann@example.com', consent: { email: 'unsubscribed' } }));
    await tale.does('09:30', receives('ann'));
    await tale.until('10:10');
    expect(email.requests).toEqual([]);
    expect(tale.messages()).toMatchObject([{ messages: [{ channel: 'sms' }] }]);
    expect(await tale.decisions('ann')).toMatchObject([
      { decision: 'enrolled' },
      { decision: 'dispatched', leftOut: [{ channel: 'email', reason: 'unsubscribed' }] },
    ]);
  });

  test.each([
    ['undeliverable', 'unsubscribed', 'undeliverable'],
    ['unsubscribed', 'unreachable', 'unsubscribed'],
    ['unreachable', 'unreachable', 'unreachable'],
  ])(
    'a message without a channel, for the reasons %s and %s, is withheld as %s (R83)',
    async (first, second, reason) => {
      const sms = createScriptedSender('sms');
      const messages = [
        { channel: 'email', subject: 'Hello', body: 'Hello' },
        { channel: 'sms', body: 'Hello' },
      ];
      const { tale, email } = await emailStory({ messages, reeligibility: 'immediately' }, LIVE, sms);
      const states = [first, second];
      const consent = {
        ...(states.includes('unsubscribed') && { email: 'unsubscribed' }),
        ...(second === 'unsubscribed' ? { sms: 'unsubscribed', email: 'subscribed' } : { sms: 'optedIn' }),
      };
      const address = first === 'unreachable' ? {} : { email: 'ann@example.com' };
      await tale.does('09:10', isKnown('ann', {}, { ...address, consent: { ...consent } }));
      if (first === 'undeliverable') {
        email.answers({ kind: 'refused', reason: 'gone', mark: 'undeliverable' });
        await tale.does('09:15', receives('ann'));
      }
      await tale.does('10:00', receives('ann'));
      await tale.until('11:00');
      expect((await tale.decided('ann')).at(-1)).toBe(`withheld ${reason}`);
    },
  );

  test('a user who unsubscribes while waiting is not sent the message (R82)', async () => {
    const { tale, email } = await emailStory();
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await knows(tale, '09:40', 'ann', { consent: { email: 'unsubscribed' } });
    await tale.until('10:10');
    expect(email.requests).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'withheld unsubscribed']);
  });

  test('a user who unsubscribes between the dispatch and the next attempt is refused by the sender, and the receipt stays (R82)', async () => {
    const { tale, email } = await emailStory();
    email.answers({ kind: 'later', reason: 'busy', after: 10 * 60_000 });
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await knows(tale, '10:05', 'ann', { consent: { email: 'unsubscribed' } });
    await tale.until('10:20');
    expect(email.requests).toHaveLength(1);
    expect(await deliveries(tale)).toMatchObject([{ state: 'refused', reason: 'unsubscribed' }]);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
  });

  test('a message that is due on arrival is judged like any other (R27, R83)', async () => {
    const { tale, email } = await emailStory({ delay: 'none', exceptions: [], precision: undefined });
    await tale.does('09:30', receives('ann'));
    expect(await tale.decided('ann')).toEqual(['withheld unreachable']);
    await knows(tale, '09:40', 'ann');
    await tale.does('09:50', receives('ann'));
    await tale.until('10:00');
    expect(await tale.decided('ann')).toEqual(['withheld unreachable', 'enrolled', 'dispatched']);
    expect(email.requests).toHaveLength(1);
  });

  test('an address that an earlier version stored in the profile alone is used (R83)', async () => {
    const { tale, email } = await emailStory();
    await tale.services.profiles.update('ann', () => ({
      fields: { email: { value: 'ann@example.com', at: at('08:00') } },
    }));
    await tale.does('09:30', receives('ann'));
    await tale.until('10:10');
    expect(email.requests).toMatchObject([{ target: 'ann@example.com' }]);
  });
});

describe('the sending mode of an installation', () => {
  test('a message that the allow list does not have is held back, and the user counts as having received it (R91)', async () => {
    const policy: SendingPolicy = { mode: 'allow-list', allow: ['bob@example.com'] };
    const { tale, email } = await emailStory({}, policy);
    await knows(tale, '09:10', 'ann');
    await knows(tale, '09:10', 'bob');
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.until('10:10');
    expect(email.requests.map(({ userId }) => userId)).toEqual(['bob']);
    expect(await tale.decided('ann')).toEqual(['enrolled', 'dispatched']);
    expect(await deliveries(tale)).toMatchObject([
      { userId: 'ann', state: 'held-back', reason: 'not-on-allow-list', target: 'ann@example.com' },
      { userId: 'bob', state: 'sent' },
    ]);
    expect(tale.messages().map(({ userId }) => userId)).toContain('ann');
  });

  test('the mode off sends nothing, and keeps what it holds back in the list of messages (R91)', async () => {
    const { tale, email } = await emailStory({}, { mode: 'off', allow: ['ann@example.com'] });
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await tale.until('10:10');
    expect(email.requests).toEqual([]);
    expect(await deliveries(tale)).toMatchObject([{ state: 'held-back', reason: 'sending-off' }]);
    expect(tale.messages()).toHaveLength(1);
  });
});

describe('senders during a pause', () => {
  test('a message that waits for its next attempt is not sent during a pause, and is sent after it (R92)', async () => {
    const { tale, email } = await emailStory();
    email.answers({ kind: 'later', reason: 'busy', after: 5 * 60_000 });
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await tale.until('10:04');
    await pause({ services: tale.services, by: 'olga' });
    await tale.until('11:00');
    expect(email.requests).toHaveLength(1);
    await resume({ services: tale.services, by: 'olga' });
    await tale.until('11:03');
    expect(email.requests).toHaveLength(2);
  });
});
