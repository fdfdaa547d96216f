import { describe, expect, test } from 'vitest';
import { createPublicApi } from '../../api/public/public.ts';
import { parseSmtpUrl } from '../../channels/email/smtp-url.ts';
import type { SendRequest } from '../../core/contracts/sender.ts';
import type { SendingPolicy } from '../../core/contracts/sending.ts';
import type { InstallationSettings } from '../../core/contracts/settings.ts';
import { changeSettings } from '../../engine/change-settings.ts';
import { createSenderSetup } from '../../server/create-senders.ts';
import { createPublicDeps } from '../../server/public-deps.ts';
import { createScriptedSender } from '../doubles/scripted-sender.ts';
import { startSmtpServer } from '../harness/channels/smtp-servers.ts';
import { at, isKnown, receives, reminder, type Story, storyWithSenders } from '../harness/scenarios/story.ts';

const LIVE: SendingPolicy = { mode: 'live', allow: [] };
const BOTH = { opens: true, clicks: true };
const AGENT = { 'user-agent': 'Mozilla/5.0 (Macintosh) Thunderbird/140.0' };

/** The first email, 30 minutes after `welcome`, and its repeat an hour later for those who did not open it. */
const FIRST = reminder({ id: 'first', delay: '30 minutes', precision: '1 second', exceptions: [] });
const second = (more: object = {}) => ({
  ...reminder({
    id: 'second',
    delay: '1 hour',
    precision: '1 second',
    exceptions: [{ interaction: 'email.opened', campaign: 'first' }],
  }),
  triggers: [{ interaction: 'email.received', campaign: 'first' }],
  ...more,
});

async function set(tale: Story, settings: InstallationSettings) {
  await changeSettings(settings, { by: 'grace', services: tale.services });
}

/** Opens the public interface of a story. Returns a function that follows one of its links. */
function openPublicInterface(tale: Story) {
  const { links, bus } = tale.machine;
  if (links === undefined) throw new Error('links: expected those of a machine with senders');
  links.setBaseUrl('https://shop.example');
  const app = createPublicApi(createPublicDeps(tale.machine, { links, bus, origins: [] }));
  return async (url = '') => {
    const answer = await app.request(url.replace('https://shop.example', ''), { headers: AGENT });
    return { status: answer.status, location: answer.headers.get('location') };
  };
}

/** Begins a story whose emails are sent by a scripted sender, and whose public interface answers. */
async function trackedStory(tracking: InstallationSettings['tracking'], ...published: readonly object[]) {
  const email = createScriptedSender('email');
  const setup = { policy: LIVE, channels: new Set(['email'] as const), createSenders: () => [email] };
  const tale = await storyWithSenders(setup, FIRST);
  if (tracking !== undefined) await set(tale, { tracking });
  for (const definition of published) expect(await tale.publishes(definition)).toBeUndefined();
  const follow = openPublicInterface(tale);
  const getLinks = () => tale.machine.links?.get();
  const opens = async (request: SendRequest | undefined) =>
    (await follow(request && getLinks()?.createOpenUrl(request))).status;
  const clicks = async (request: SendRequest | undefined, url: string) =>
    (await follow(request && getLinks()?.createClickUrl(request, { url }))).status;
  return { tale, email, opens, clicks };
}

const knows = (tale: Story, time: string, userId: string, more: object = {}) =>
  tale.does(time, isKnown(userId, {}, { email: `${userId}@example.com`, ...more }));

const DENIED = { consent: { tracking: 'denied' } };

describe('what is tracked of an email', () => {
  test.each([
    [undefined, {}, { opens: false, clicks: false }],
    [{}, {}, { opens: false, clicks: false }],
    [{ clicks: true }, {}, { opens: false, clicks: true }],
    [BOTH, {}, BOTH],
    [BOTH, { consent: { tracking: 'granted' } }, BOTH],
    [BOTH, DENIED, { opens: false, clicks: false }],
  ])(
    'with the settings %j and the profile %j, an email is sent with the tracking %j (R94)',
    async (settings, more, tracking) => {
      const { tale, email } = await trackedStory(settings);
      await knows(tale, '09:10', 'ann', more);
      await tale.does('09:30', receives('ann'));
      await tale.until('10:10');
      expect(email.requests).toMatchObject([{ userId: 'ann', tracking }]);
    },
  );

  test('a transactional email is tracked like any other (R94)', async () => {
    const { tale, email } = await trackedStory(BOTH);
    await tale.publishes({ ...FIRST, purpose: 'transactional' });
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await tale.until('10:10');
    expect(email.requests).toMatchObject([{ isTransactional: true, tracking: BOTH }]);
  });

  test('only emails are tracked (R94)', async () => {
    const sms = createScriptedSender('sms');
    const setup = { policy: LIVE, channels: new Set(['sms'] as const), createSenders: () => [sms] };
    const tale = await storyWithSenders(setup, { ...FIRST, messages: [{ channel: 'sms', body: 'Hello' }] });
    await set(tale, { tracking: BOTH });
    await tale.does('09:10', isKnown('ann', {}, { phone: '+491701234567', consent: { sms: 'optedIn' } }));
    await tale.does('09:30', receives('ann'));
    await tale.until('10:10');
    expect(sms.requests).toMatchObject([{ tracking: { opens: false, clicks: false } }]);
  });
});

describe('the opens and clicks that this installation tracks itself', () => {
  test('an open by the image of an email cancels its repeat, and is shown at its delivery (R86, R94)', async () => {
    const { tale, email, opens } = await trackedStory(BOTH, second());
    for (const user of ['ann', 'bob']) await knows(tale, '09:10', user);
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.until('10:30');
    const mail = email.requests.find(({ userId }) => userId === 'ann');
    expect(await opens(mail)).toBe(200);
    await tale.until('12:00');
    expect(await tale.decided('ann', 'second')).toEqual(['enrolled', 'cancelled exception']);
    expect(tale.sent('second')).toEqual(['bob 11:00']);
    const [delivery] = await tale.services.deliveries.listByDispatch(mail?.dispatchId ?? '');
    expect(delivery).toMatchObject({ state: 'sent', providerId: expect.any(String), openedAt: at('10:30') });
    expect(delivery).not.toHaveProperty('clickedAt');
  });

  test('a click by a link of an email is shown at its delivery, the first of several (R86, R94)', async () => {
    const { tale, email, clicks } = await trackedStory(BOTH);
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    for (const time of ['10:30', '10:40']) {
      await tale.until(time);
      expect(await clicks(email.requests[0], 'https://shop.example/cart')).toBe(302);
    }
    const [delivery] = await tale.services.deliveries.listByDispatch(email.requests[0]?.dispatchId ?? '');
    expect(delivery).toMatchObject({ clickedAt: at('10:30') });
  });

  test('an open of an email whose outcome is unknown proves that it was sent: it is not sent once more, and counts as received (R80, R94)', async () => {
    const { tale, email, opens } = await trackedStory(BOTH, second({ untracked: 'send' }));
    email.answers({ kind: 'unknown', reason: 'timeout' });
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await tale.until('10:05');
    await opens(email.requests[0]);
    await tale.until('10:30');
    expect(email.requests).toHaveLength(1);
    const [delivery] = await tale.services.deliveries.listByDispatch(email.requests[0]?.dispatchId ?? '');
    expect(delivery).toMatchObject({ state: 'sent', at: at('10:05'), openedAt: at('10:05'), unknownAttempts: 1 });
    expect(await tale.decided('ann', 'second')).toContain('enrolled');
  });

  test.each([
    ['the user denies tracking', (tale: Story) => tale.receives('10:20', isKnown('ann', {}, DENIED))],
    ['tracking is turned off', (tale: Story) => set(tale, { tracking: { opens: false } })],
  ])('an open of an email from before %s leaves no trace (R94)', async (_, happen) => {
    const { tale, email, opens } = await trackedStory(BOTH, second());
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await tale.until('10:20');
    await happen(tale);
    await tale.until('10:30');
    expect(await opens(email.requests[0])).toBe(200);
    await tale.until('12:00');
    expect(tale.sent('second')).toEqual(['ann 11:00']);
    const [delivery] = await tale.services.deliveries.listByDispatch(email.requests[0]?.dispatchId ?? '');
    expect(delivery).not.toHaveProperty('openedAt');
  });
});

describe('a follow-up that waits for an open that is not tracked', () => {
  const refusal =
    'untracked: expected send or withhold, found nothing; the opens of first are not tracked by the settings';

  test('the follow-up is refused at publish until opens are tracked, or it says what happens (R94)', async () => {
    const { tale } = await trackedStory({ clicks: true });
    expect(await tale.publishes(second())).toBe(refusal);
    expect((await tale.campaign('second')).status).toBe('draft');
    for (const untracked of ['send', 'withhold']) expect(await tale.publishes(second({ untracked }))).toBeUndefined();
    await set(tale, { tracking: { opens: true } });
    expect(await tale.publishes(second())).toBeUndefined();
  });

  test.each([
    ['that another tool sends', { id: 'first', name: 'First', sentElsewhere: true }],
    ['that sends no email', { ...FIRST, messages: [{ channel: 'sms', body: 'Hello' }] }],
  ])('a follow-up of a campaign %s is published: its opens may be tracked there (R94)', async (_, first) => {
    const { tale } = await trackedStory(undefined);
    await tale.stops('first');
    await tale.publishes(first);
    expect(await tale.publishes(second())).toBeUndefined();
  });

  test('a follow-up of a campaign that is not known here is published, and one that waits for a click (R94)', async () => {
    const { tale } = await trackedStory(undefined);
    expect(await tale.publishes(reminder())).toBeUndefined();
    const click = [{ interaction: 'email.clicked', campaign: 'first' }];
    expect(await tale.publishes(second({ exceptions: click }))).toBeUndefined();
  });

  test('a follow-up is published in an installation that sends no emails itself (R81, R94)', async () => {
    const setup = { policy: LIVE, channels: new Set<never>(), createSenders: () => [] };
    const tale = await storyWithSenders(setup, FIRST, second());
    expect((await tale.campaign('second')).status).toBe('published');
  });

  test.each([
    ['withhold', {}, ['ann 11:00']],
    ['withhold', DENIED, []],
    ['send', DENIED, ['ann 11:00']],
    [undefined, DENIED, ['ann 11:00']],
  ])('with untracked %s and the profile %j, the follow-up is sent to %j (R94)', async (untracked, more, sent) => {
    const { tale } = await trackedStory(BOTH, second(untracked === undefined ? {} : { untracked }));
    await knows(tale, '09:10', 'ann', more);
    await tale.does('09:30', receives('ann'));
    await tale.until('12:00');
    expect(tale.sent('second')).toEqual(sent);
    const decided = sent.length === 0 ? 'withheld untracked' : 'dispatched';
    expect(await tale.decided('ann', 'second')).toEqual(['enrolled', decided]);
  });

  test('a message that is withheld because opens are not tracked is no receipt: once they are, the next trigger is sent it (R94)', async () => {
    const { tale } = await trackedStory(undefined, second({ untracked: 'withhold', delay: '10 minutes' }));
    await tale.publishes({ ...FIRST, reeligibility: 'immediately' });
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await tale.until('10:30');
    expect(await tale.decided('ann', 'second')).toEqual(['enrolled', 'withheld untracked']);
    await set(tale, { tracking: BOTH });
    await tale.does('10:31', receives('ann'));
    await tale.until('12:00');
    expect(await tale.decided('ann', 'second')).toEqual(['enrolled', 'withheld untracked', 'enrolled', 'dispatched']);
  });
});

describe('an email over SMTP', () => {
  test('an email over SMTP has the links and the image of its user, and both work (R94)', async () => {
    const { url, taken } = await startSmtpServer();
    const parsed = parseSmtpUrl(url);
    if (!('server' in parsed)) throw new Error(`${url}: expected the URL of a server`);
    const email = { server: parsed.server, from: 'Shop <shop@example.com>' };
    const html =
      '<html><body><a href="https://shop.example/?a=1&amp;b=2" data-alias="cart">Cart</a> <a href="{{ unsubscribe_url }}">No more</a></body></html>';
    const tale = await storyWithSenders(createSenderSetup({ policy: LIVE, email }), {
      ...FIRST,
      messages: [{ channel: 'email', subject: 'Hello', html }],
    });
    await set(tale, { tracking: BOTH });
    const follow = openPublicInterface(tale);
    await knows(tale, '09:10', 'ann');
    await tale.does('09:30', receives('ann'));
    await tale.until('10:00');
    // Lines of a body that are folded end in an equals sign.
    const text = (taken[0]?.text ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=');
    expect(text).toContain('Cart [https://shop.example/?a=1&b=2]');
    const [, click] =
      /<a href="([^"]*)" data-alias="cart">Cart<\/a> <a href="https:\/\/shop\.example\/unsubscribe\//.exec(text) ?? [];
    const [, open] = /<img src="([^"]*)"[^>]*><\/body>/.exec(text) ?? [];
    expect(await follow(click)).toEqual({ status: 302, location: 'https://shop.example/?a=1&b=2' });
    expect(await follow(open)).toMatchObject({ status: 200 });
    const [dispatched] = tale.messages();
    const deliveries = await tale.services.deliveries.listByDispatch(dispatched?.dispatchId ?? '');
    expect(deliveries).toMatchObject([{ openedAt: at('10:00'), clickedAt: at('10:00') }]);
    // The server of the test ends only after the connections of the sender.
    for (const sender of tale.machine.sending.senders)
      if ('close' in sender && typeof sender.close === 'function') sender.close();
  });
});
