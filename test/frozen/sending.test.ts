import { describe, expect, test } from 'vitest';
import { MESSAGE_DISPATCHED, type MessageDispatched } from '../../core/contracts/dispatch.ts';
import { applyFeedback } from '../../engine/apply-feedback.ts';
import { SENT, TRANSACTIONAL } from './campaigns.ts';
import { Cloud, type FrozenCloud } from './cloud.ts';
import { enveloped, receives } from './events.ts';
import { readFixture, versions } from './fixtures.ts';
import type { FrozenOutward } from './outward-story.ts';
import { CLAIMED, createSends, SENT_CHANNELS, type SendingPlatform } from './sending-story.ts';
import { startedOn } from './started-on.ts';

/** The versions whose story sends messages: those since v4. */
const SENDING = versions().slice(3);
const at = (time: string): number => Date.parse(`2026-12-01T${time}Z`);

const readCloud = (version: string) => readFixture<FrozenCloud>(version, 'cloud.json');

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every kind.
type Get = (path: string) => Promise<any>;

/** An installation of a version, restored when everything it tried is due again. */
interface Restored extends SendingPlatform {
  readonly get: Get;
}

async function onAws(version: string): Promise<Restored> {
  const cloud = await Cloud.over(readCloud(version));
  cloud.installed.now = at('11:45:00');
  const { services } = cloud.installed;
  const get: Get = (path) => cloud.http('GET', path);
  const { entries } = readFixture<FrozenOutward>(version, 'outward.json');
  const told = entries.filter(({ DetailType }) => DetailType === MESSAGE_DISPATCHED);
  const sent = told.map(({ Detail = '' }) => JSON.parse(Detail)).find(({ campaignId }) => campaignId === SENT.id);
  /** Returns the message to a user: that of the fixture, under the dispatch of the user. */
  const messageTo = async (userId: string): Promise<MessageDispatched> => {
    const { deliveries } = await get(`/deliveries?userId=${userId}`);
    return { ...sent, userId, dispatchId: deliveries[0].dispatchId };
  };
  return { services, bus: services.bus, get, messages: () => Promise.all(TRIED.map(messageTo)) };
}

async function onOneMachine(version: string): Promise<Restored> {
  const machine = await startedOn(version, SENT_CHANNELS);
  const { bus, services } = machine.machine;
  const messages = async () => services.outbox.list().items;
  return { services, bus, get: (path) => machine.http('GET', path), messages };
}

const TRIED = ['ada', 'pia', 'ben', 'cleo', 'dan', 'eva', 'finn', 'hal'];
const RESTORE = { 'on AWS': onAws, 'on one machine': onOneMachine };
const installations = SENDING.flatMap((version) =>
  Object.entries(RESTORE).map(([platform, restore]) => ({ version, platform, restore })),
);

describe.each(installations)('$platform, the messages that $version sent', ({ version, restore }) => {
  const emailOf = async ({ get }: Restored, userId: string) => {
    const { deliveries } = await get(`/deliveries?userId=${userId}&campaignId=${SENT.id}`);
    return deliveries.find(({ channel }: { readonly channel: string }) => channel === 'email');
  };

  test.each([
    ['ada', { state: 'sent' }],
    ['pia', { state: 'sent', delivered: expect.any(String), opened: expect.any(String), bounced: expect.any(String) }],
    ['ben', { state: 'refused', reason: 'no-such-mailbox' }],
    ['finn', { state: 'held-back', reason: 'not-on-allow-list' }],
    ['hal', { state: 'unknown', reason: 'no-answer', attempts: 2 }],
  ])('the frozen delivery to %s has ended, and no repeat of its message sends it again (R80)', async (user, shown) => {
    const restored = await restore(version);
    expect(await emailOf(restored, user)).toMatchObject(shown);
    expect(await createSends(restored)(user, 'email')).toMatchObject({ ended: { state: shown.state }, isRepeat: true });
  });

  test.each([
    ['cleo', { state: 'pending', reason: 'busy' }],
    ['dan', { state: 'pending', reason: 'no-answer' }],
  ])('the frozen delivery to %s goes on where it was, and is sent (R80, R87)', async (user, shown) => {
    const restored = await restore(version);
    expect(await emailOf(restored, user)).toMatchObject({ ...shown, attempts: 1 });
    expect(await createSends(restored)(user, 'email')).toMatchObject({ ended: { state: 'sent' }, isRepeat: false });
    expect(await emailOf(restored, user)).toMatchObject({ state: 'sent', attempts: 2 });
  });

  test('a frozen delivery whose attempt never ended is sent once more after its lease (R80)', async () => {
    const restored = await restore(version);
    expect(await emailOf(restored, 'eva')).toMatchObject({ state: 'sending', attempts: 1 });
    expect(await createSends(restored)('eva', 'email')).toMatchObject({ retryAt: expect.any(Number) });
    expect(await emailOf(restored, 'eva')).toMatchObject({ state: 'pending', reason: 'no-answer', attempts: 1 });
  });

  test('a frozen contact shows its address, its consent, its mark and its tracking (R82, R84, R94)', async () => {
    const { get } = await restore(version);
    expect(await get('/profile?userId=ada')).toMatchObject({
      language: 'de',
      contacts: {
        email: {
          address: 'ada@example.com',
          consent: { consent: 'unsubscribed', isByUser: true, evidence: 'a link' },
          allowed: false,
          reason: 'unsubscribed',
          tracking: { consent: 'denied', evidence: 'form 12' },
        },
        sms: { address: '+4915112345678', consent: { consent: 'subscribed' }, reason: 'unsubscribed' },
      },
    });
    expect(await get('/profile?userId=ben')).toMatchObject({
      contacts: { email: { allowed: false, reason: 'undeliverable', mark: { reason: 'no-such-mailbox' } } },
    });
    const gone = (await get('/profile?userId=nora')).contacts.email;
    expect(gone).toMatchObject({ consent: { consent: 'unsubscribed' }, allowed: false });
    expect(gone).not.toHaveProperty('address');
  });

  test('frozen decisions say which channels a dispatch left out, and why nothing was sent (R83)', async () => {
    const { get } = await restore(version);
    const decisionsOf = async (campaignId: string) =>
      (await get(`/decisions?userId=nora&campaignId=${campaignId}`)).decisions;
    expect(await decisionsOf(SENT.id)).toMatchObject([
      { decision: 'enrolled' },
      {
        decision: 'dispatched',
        leftOut: [
          { channel: 'email', reason: 'unsubscribed' },
          { channel: 'push', reason: 'unreachable' },
        ],
      },
    ]);
    expect(await decisionsOf(TRANSACTIONAL.id)).toMatchObject([{ decision: 'withheld', reason: 'unreachable' }]);
  });

  test('a frozen inbox shows what was not dismissed, with its answers (R89)', async () => {
    const { services } = await restore(version);
    const { items } = await services.inboxMessages.list('ada');
    expect(items).toMatchObject([
      {
        campaignId: SENT.id,
        content: { title: 'Hello', body: 'An offer', buttons: [{ id: 'buy', label: 'Buy' }] },
        viewedAt: expect.any(Number),
        clickedAt: expect.any(Number),
        pressed: [{ buttonId: 'buy' }],
      },
    ]);
    expect((await services.inboxMessages.list('ben')).items).toEqual([]);
    expect((await services.inboxMessages.list('cleo')).items).toHaveLength(1);
  });

  test('a frozen halt of a channel and its frozen rate are read (R87)', async () => {
    const { services } = await restore(version);
    expect(await services.deliveries.getHalt('email')).toEqual({ until: expect.any(Number), reason: 'quota-used-up' });
    const limits = { perSecond: 10, perDay: 1 };
    const later = at('11:46:00');
    expect(await services.sendRate.take('email', limits, later)).toEqual({ retryAt: Date.parse('2026-12-02T00:00Z') });
  });
});

describe.each(SENDING)('what %s claimed and did not dispatch', (version) => {
  test('a frozen claim leaves the channel out that it left out, and carries its end (R83, R87)', async () => {
    const cloud = await Cloud.over(readCloud(version));
    cloud.installed.now = at('11:45:00');
    cloud.installed.senderChannels = SENT_CHANNELS;
    await cloud.takes(enveloped(receives(CLAIMED, 'offer'), at('09:28:00')));
    const [message] = cloud.messages();
    expect(message).toMatchObject({ userId: CLAIMED, sendBefore: expect.stringMatching(/^2026-12-02T09:/) });
    expect(message?.messages.map(({ channel }) => channel)).toEqual(['email', 'in_app_message']);
    expect(await cloud.decisions(SENT.id, CLAIMED)).toEqual(['enrolled', 'dispatched']);
  });
});

/** The versions that count deliveries: those since v7. */
const COUNTING = installations.filter(({ version }) => versions().indexOf(version) >= 6);

describe.each(COUNTING)('$platform, what $version counted of its deliveries', ({ version, platform, restore }) => {
  test('the frozen figures of deliveries are read, and a report about a frozen delivery adds to them (R48)', async () => {
    // Emails to ada and pia, and three messages in inboxes. On one machine a delivery begins with its dispatch, whose end is later than
    // the one that the story gives to gus: that email was sent, too.
    const sent = platform === 'on AWS' ? 5 : 6;
    const restored = await restore(version);
    const { services, bus } = restored;
    const sum = async (name: string) =>
      Object.entries(await services.deliveries.readFigures(SENT.id)).reduce(
        (total, [key, count]) => (key.includes(`|${name}:`) ? total + count : total),
        0,
      );
    const before = [await sum('sent'), await sum('delivered'), await sum('opened'), await sum('bounced')];
    expect(before).toEqual([sent, 1, 1, 1]);
    const [message] = (await restored.messages()).filter(({ userId }) => userId === 'ada');
    if (message === undefined) throw new Error('expected the message to ada');
    const key = { dispatchId: message.dispatchId, channel: 'email', part: 0 } as const;
    const report = { ...key, report: 'delivered', at: services.clock.now() } as const;
    const event = { channel: 'email', key, report, contact: [], createEntries: () => [] } as const;
    await applyFeedback(event, { ...services, bus });
    await applyFeedback(event, { ...services, bus });
    expect([await sum('sent'), await sum('delivered')]).toEqual([sent, 2]);
  });
});
