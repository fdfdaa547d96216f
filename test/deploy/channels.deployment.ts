import { setTimeout as pause } from 'node:timers/promises';
import { GetConfigurationSetEventDestinationsCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { Webhook } from 'standardwebhooks';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SECOND } from '../../core/contracts/time-span.ts';
import { listInbox, openHooks, type Received, requestLink } from './channels.ts';
import { MAX_WAIT, openSendingTest } from './deployment-test.ts';
import { calledBy } from './interface.ts';
import { DOMAIN } from './sending-installation.ts';
import { type AcceptedEmail, openSes, type Ses } from './ses.ts';
import { SLOWER, slowness } from './slowness.ts';

const here = openSendingTest();
let ses: Ses;
beforeAll(async () => {
  ses = await openSes(here.installation);
});
afterAll(() => ses.close());

/** Returns a delay in seconds in which a user can be seen waiting, and an act can follow, however slow the machine is. */
const longDelay = () => Math.ceil(20 * slowness());

const profileSchema = v.looseObject({
  contacts: v.object({ email: v.looseObject({ address: v.optional(v.string()), allowed: v.boolean() }) }),
});
const deliveriesSchema = v.object({
  deliveries: v.array(v.looseObject({ channel: v.string(), state: v.string(), reason: v.optional(v.string()) })),
});

const email = (more: object = {}) => ({ channel: 'email', subject: 'Hello', html: '<p>Hello</p>', ...more });

/** Returns what the profile shows of a user and of their address. */
async function contactOf(user: string) {
  const { body } = await here.call('GET', `/profile?userId=${here.own(user)}`);
  return v.parse(profileSchema, body).contacts.email;
}

/** Sends the installation the address of a user, and waits until it knows it. Returns the address. */
async function know(user: string, domain = DOMAIN): Promise<string> {
  const address = `${here.own(user)}@${domain}`;
  const Detail = { userId: here.own(user), attributes: {}, email: address, consent: { email: 'subscribed' } };
  const occurredAt = new Date().toISOString();
  await here.producer.put([
    { Source: 'crm', DetailType: 'User Profile Updated', Detail: { ...Detail, consentEvidence: 'test', occurredAt } },
  ]);
  await vi.waitFor(async () => expect(await contactOf(user)).toMatchObject({ address, allowed: true }), MAX_WAIT);
  return address;
}

/** Returns the deliveries of a user. */
async function deliveriesTo(user: string) {
  const { body } = await here.call('GET', `/deliveries?userId=${here.own(user)}`);
  return v.parse(deliveriesSchema, body).deliveries;
}

const emailsTo = (address: string) => ses.emails.filter(({ to }) => to === address);

/** Waits until SES has accepted an email to an address, and returns it. */
async function waitForEmail(address: string): Promise<AcceptedEmail> {
  try {
    return await vi.waitFor(() => {
      const [found] = emailsTo(address);
      if (found === undefined) throw new Error(`SES: expected an email to ${address}`);
      return found;
    }, MAX_WAIT);
  } catch (error) {
    const [user] = address.split('@');
    const { body } = await here.call('GET', `/deliveries?userId=${user}`);
    // Whether SES took an email is not known after a time-out of its call: the next attempt is a quarter of an hour later.
    const isUnanswered = v.parse(deliveriesSchema, body).deliveries.some(({ reason }) => reason === 'no-answer');
    throw isUnanswered ? new Error(`${SLOWER}: SES did not answer in time`, { cause: error }) : error;
  }
}

describe('a channel', () => {
  test('an email leaves by SES with its tags, its configuration set and a link to unsubscribe, and what was sent is a trigger (R80, R85, R86)', async () => {
    const address = await know('mailed');
    const id = await here.published('mail', { messages: [email({ html: '<p>{{ unsubscribe_url }}</p>' })] });
    await here.published('second', {
      triggers: [{ interaction: 'email.received', campaign: id }],
      messages: [email({ subject: 'Again' })],
    });
    await here.producer.put([here.interaction('mailed', 'mail')]);
    await here.inbox.waitForMessage(here.own('mailed'));
    const [message] = here.messagesTo('mailed');
    const sent = await waitForEmail(address);
    const set = here.installation.outputs.BusName;
    expect(sent).toMatchObject({
      ...{ from: `"Shop" <hello@${DOMAIN}>`, subject: 'Hello', configurationSet: set },
      tags: { cc_campaign: id, cc_dispatch: message?.dispatchId, cc_part: '0', cc_stage: 'sending' },
      headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    });
    const link = /<(https:[^>]+)>/.exec(sent.headers['List-Unsubscribe'] ?? '')?.[1];
    expect(sent.html).toContain(link);
    expect(await readDestination(set)).toMatchObject({
      ...{ Enabled: true, SnsDestination: { TopicArn: here.installation.sesEventsTopicArn } },
      MatchingEventTypes: expect.arrayContaining(['DELIVERY', 'OPEN', 'CLICK', 'BOUNCE', 'COMPLAINT']),
    });
    expect(await fetchAccepted()).toContainEqual(
      expect.objectContaining({ MessageId: sent.messageId, To: [address], Subject: 'Hello' }),
    );
    await vi.waitFor(
      () => expect(emailsTo(address).map(({ subject }) => subject)).toEqual(['Hello', 'Again']),
      MAX_WAIT,
    );
    expect(await deliveriesTo('mailed')).toMatchObject([{ state: 'sent' }, { state: 'sent' }]);
  });

  test('an open that SES reports cancels the next email, and is recorded (R31, R86)', async () => {
    const address = await know('opener');
    const id = await here.published('opened', { messages: [email()] });
    await here.published('unopened', {
      triggers: [{ interaction: 'email.received', campaign: id }],
      exceptions: [{ interaction: 'email.opened', campaign: id }],
      ...{ untracked: 'send', delay: `${longDelay()} seconds`, messages: [email({ subject: 'Did you see it?' })] },
    });
    await here.producer.put([here.interaction('opener', 'opened')]);
    const sent = await waitForEmail(address);
    await here.eventually('opener', ['enrolled', 'dispatched', 'enrolled']);
    await ses.report('Delivery', sent);
    await ses.report('Open', sent);
    await here.eventually('opener', ['enrolled', 'dispatched', 'enrolled', 'cancelled exception']);
    await vi.waitFor(
      async () =>
        expect(await deliveriesTo('opener')).toMatchObject([
          { state: 'sent', delivered: expect.any(String), opened: expect.any(String) },
        ]),
      MAX_WAIT,
    );
    expect(emailsTo(address)).toHaveLength(1);
  });

  test('an address that bounces permanently, and a user who complains, get no further email (R83, R84)', async () => {
    const [bouncing, complaining] = [await know('bounced'), await know('complainer')];
    await here.published('reported', { reeligibility: 'immediately', messages: [email()] });
    const triggers = () => [here.interaction('bounced', 'reported'), here.interaction('complainer', 'reported')];
    await here.producer.put(triggers());
    await ses.report('Bounce', await waitForEmail(bouncing));
    await ses.report('Complaint', await waitForEmail(complaining));
    await vi.waitFor(
      async () => expect(await contactOf('bounced')).toMatchObject({ allowed: false, reason: 'undeliverable' }),
      MAX_WAIT,
    );
    await vi.waitFor(
      async () =>
        expect(await contactOf('complainer')).toMatchObject({
          ...{ allowed: false, reason: 'unsubscribed' },
          consent: { isByUser: true },
        }),
      MAX_WAIT,
    );
    await here.producer.put(triggers());
    await here.eventually('bounced', ['enrolled', 'dispatched', 'withheld undeliverable']);
    await here.eventually('complainer', ['enrolled', 'dispatched', 'withheld unsubscribed']);
    expect([emailsTo(bouncing), emailsTo(complaining)].map(({ length }) => length)).toEqual([1, 1]);
  });

  test('the link of an email unsubscribes by POST, and not by GET (R85)', async () => {
    const address = await know('leaver');
    await here.published('left', { reeligibility: 'immediately', messages: [email()] });
    await here.producer.put([here.interaction('leaver', 'left')]);
    const header = (await waitForEmail(address)).headers['List-Unsubscribe'] ?? '';
    const link = /<(https:[^>]+)>/.exec(header)?.[1] ?? '';
    const shown = await requestLink(link, here.installation, { method: 'GET' });
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
    expect(await contactOf('leaver')).toMatchObject({ allowed: true });
    const changed = await requestLink(`${link.slice(0, -2)}AA`, here.installation, { method: 'POST' });
    expect(changed.status).toBe(404);
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    expect((await requestLink(link, here.installation, { method: 'POST', body })).status).toBe(200);
    expect(await contactOf('leaver')).toMatchObject({ allowed: false, reason: 'unsubscribed' });
    await here.producer.put([here.interaction('leaver', 'left')]);
    await here.eventually('leaver', ['enrolled', 'dispatched', 'withheld unsubscribed']);
  });

  test('an email to an address that is not on the allow list is held back, and its delivery shows it (R91)', async () => {
    const address = await know('stranger', 'elsewhere.example');
    await here.published('held', { messages: [email()] });
    await here.producer.put([here.interaction('stranger', 'held')]);
    await vi.waitFor(
      async () =>
        expect(await deliveriesTo('stranger')).toMatchObject([
          { channel: 'email', state: 'held-back', reason: 'not-on-allow-list', attempts: 0 },
        ]),
      MAX_WAIT,
    );
    expect(emailsTo(address)).toEqual([]);
  });

  test('an in-app message lies in the inbox of its user, and a button that is pressed is a trigger (R89)', async () => {
    const id = await here.published('shown', {
      messages: [{ channel: 'in_app_message', body: 'Tea?', buttons: [{ id: 'yes', label: 'Yes' }] }],
    });
    await here.published('pressed', {
      triggers: [{ interaction: 'in_app_message.button_clicked', buttonId: 'yes', campaign: id }],
      messages: [{ channel: 'in_app_message', body: 'It is ready.' }],
    });
    await here.producer.put([here.interaction('guest', 'shown')]);
    const inbox = await openInboxOf('guest');
    await vi.waitFor(async () => expect(await listInbox(inbox)).toMatchObject([{ body: 'Tea?' }]), MAX_WAIT);
    const [{ id: messageId } = { id: '' }] = await listInbox(inbox);
    const stranger = await openInboxOf('someone-else');
    expect(await listInbox(stranger)).toEqual([]);
    expect((await stranger('POST', `/inbox/${messageId}/button`, { buttonId: 'yes' })).status).toBe(404);
    expect((await calledBy(undefined, publicApi)('GET', '/inbox')).status).toBe(401);
    expect((await inbox('POST', `/inbox/${messageId}/viewed`)).status).toBe(200);
    expect((await inbox('POST', `/inbox/${messageId}/button`, { buttonId: 'yes' })).status).toBe(200);
    await vi.waitFor(
      async () => expect((await listInbox(inbox)).map(({ body }) => body).sort()).toEqual(['It is ready.', 'Tea?']),
      MAX_WAIT,
    );
  });

  test('a webhook reaches its receiver with a signature, again with the same id if the receiver fails, and no host that is not allowed (R88)', async () => {
    const hooks = await openHooks([503, 200]);
    try {
      await here.published('hooked', {
        messages: [
          { channel: 'webhook', url: `${hooks.url}/hook`, body: '{"user":{{ user.id | json }}}' },
          { channel: 'webhook', url: 'http://localhost:1/', body: '{}' },
        ],
      });
      await here.producer.put([here.interaction('hooked', 'hooked')]);
      await vi.waitFor(() => expect(hooks.received).toHaveLength(2), MAX_WAIT);
      const [first, second] = hooks.received;
      expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
      expect(verified(second)).toEqual({ user: here.own('hooked') });
      await vi.waitFor(
        async () =>
          expect((await deliveriesTo('hooked')).toSorted((a, b) => (a.state < b.state ? -1 : 1))).toMatchObject([
            { channel: 'webhook', state: 'refused', reason: 'host-not-allowed' },
            { channel: 'webhook', state: 'sent', attempts: 2 },
          ]),
        MAX_WAIT,
      );
    } finally {
      hooks.close();
    }
  });

  test('a test message leaves by the Lambda of its sender, which the management API invokes, and to no target that is not on the allow list (R91)', async () => {
    const hooks = await openHooks([503, 200]);
    try {
      const send = (channel: string, to: string) => here.call('POST', '/test-sends', { channel, to });
      const address = `${here.own('tested')}@${DOMAIN}`;
      const sent = await send('email', address);
      expect(sent).toMatchObject({ status: 200, body: { sent: [{ part: 0, result: 'sent' }] } });
      expect(emailsTo(address)).toMatchObject([
        { subject: '[Test] Campaign Connector', tags: { cc_campaign: 'test' } },
      ]);
      expect(await send('email', 'stranger@elsewhere.example')).toMatchObject({
        ...{ status: 409, body: { error: { code: 'not-on-allow-list' } } },
      });
      expect((await send('in_app_message', here.own('tested'))).status).toBe(409);
      expect(await send('webhook', hooks.url)).toMatchObject({ status: 200, body: { sent: [{ result: 'later' }] } });
      expect(await send('webhook', hooks.url)).toMatchObject({ status: 200, body: { sent: [{ result: 'sent' }] } });
      expect(verified(hooks.received[1])).toEqual({ test: true });
      expect(hooks.received).toHaveLength(2);
      expect(await deliveriesTo('tested')).toEqual([]);
    } finally {
      hooks.close();
    }
  });

  test('a pause stops a sender, and what it did not send leaves after the pause (R92)', async () => {
    const retryAfter = longDelay();
    const hooks = await openHooks([503, 200], retryAfter);
    try {
      const id = await here.published('paused', { messages: [{ channel: 'webhook', url: hooks.url, body: '{}' }] });
      await here.producer.put([here.interaction('paused', 'paused')]);
      await vi.waitFor(() => expect(hooks.received).toHaveLength(1), MAX_WAIT);
      expect((await here.call('POST', `/campaigns/${id}/pause`)).status).toBe(200);
      // A pause is seen within 10 s. The receiver asked to be called again after more than that.
      await pause((retryAfter + 15) * SECOND);
      expect(hooks.received).toHaveLength(1);
      expect(await deliveriesTo('paused')).toMatchObject([{ state: 'pending', attempts: 1 }]);
      expect((await here.call('POST', `/campaigns/${id}/resume`)).status).toBe(200);
      await vi.waitFor(() => expect(hooks.received).toHaveLength(2), MAX_WAIT);
    } finally {
      hooks.close();
    }
  });

  test('a push that a consumer sends is followed by an email, and the email by an in-app message, as long as neither is opened (R81, R86)', async () => {
    const delay = `${longDelay()} seconds`;
    const [address] = [await know('silent'), await know('attentive')];
    const push = await here.published('push', { messages: [{ channel: 'push', body: 'Your tea is ready' }] });
    const mail = await here.published('push-unopened', {
      triggers: [{ interaction: 'push.received', campaign: push }],
      exceptions: [{ interaction: 'push.directly_opened', campaign: push }],
      ...{ delay, messages: [email({ subject: 'Your tea' })] },
    });
    await here.published('mail-unopened', {
      triggers: [{ interaction: 'email.received', campaign: mail }],
      exceptions: [{ interaction: 'email.opened', campaign: mail }],
      ...{ delay, untracked: 'send', messages: [{ channel: 'in_app_message', body: 'Tea, {{ user.id }}?' }] },
    });
    const users = ['silent', 'attentive'];
    await here.producer.put(users.map((user) => here.interaction(user, 'push')));
    for (const user of users) {
      await here.inbox.waitForMessage(here.own(user));
      const [{ dispatchId } = { dispatchId: '' }] = here.messagesTo(user);
      await here.producer.put([
        here.interaction(user, 'push', { interaction: 'push.received', campaignId: push, dispatchId }),
      ]);
    }
    await here.eventually('attentive', ['enrolled', 'dispatched', 'enrolled']);
    await here.producer.put([
      here.interaction('attentive', 'push', { interaction: 'push.directly_opened', campaignId: push }),
    ]);
    await here.eventually('attentive', ['enrolled', 'dispatched', 'enrolled', 'cancelled exception']);
    expect((await waitForEmail(address)).subject).toBe('Your tea');
    const inbox = await openInboxOf('silent');
    await vi.waitFor(
      async () => expect(await listInbox(inbox)).toMatchObject([{ body: `Tea, ${here.own('silent')}?` }]),
      MAX_WAIT,
    );
    expect(await deliveriesTo('silent')).toMatchObject([{ channel: 'in_app_message' }, { channel: 'email' }]);
    expect(await deliveriesTo('attentive')).toEqual([]);
  });
});

const publicApi = { ...here.installation, api: here.installation.publicApi };

/** Opens the inbox of a user with a token that the server of their app asks for. */
async function openInboxOf(user: string) {
  const { body } = await here.call('POST', '/inbox-tokens', { userId: here.own(user), ttl: '1 hour' });
  const { token } = v.parse(v.looseObject({ token: v.string() }), body);
  return calledBy(undefined, publicApi, { authorization: `Bearer ${token}` });
}

/** Returns the body of a webhook after its signature was verified by the library of Standard Webhooks. */
function verified(received: Received | undefined): unknown {
  return new Webhook(here.installation.webhookSecret).verify(received?.body ?? '', received?.headers ?? {});
}

/** Returns where a configuration set reports to. */
async function readDestination(ConfigurationSetName: string) {
  const read = new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName });
  return (await new SESv2Client().send(read)).EventDestinations?.[0];
}

/** Returns the emails that the emulator has accepted. */
async function fetchAccepted(): Promise<unknown[]> {
  const response = await fetch(`${here.installation.endpoint}/_ministack/ses/messages`);
  const { messages } = v.parse(
    v.object({ messages: v.record(v.string(), v.array(v.unknown())) }),
    await response.json(),
  );
  return Object.values(messages).flat();
}
