import { expect, test } from 'vitest';
import { startHttpServer } from '../harness/channels/http-servers.ts';
import { startSmtpServer } from '../harness/channels/smtp-servers.ts';
import { startWithSenders } from '../harness/server/with-senders.ts';

const EMAIL_FROM = 'Shop <hello@shop.example>';
const WEBHOOK_SECRETS = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const campaign = {
  id: 'hello',
  name: 'Hello',
  triggers: [{ interaction: 'email.received', campaign: 'welcome' }],
  messages: [
    {
      channel: 'email',
      subject: 'Dear {{ user.name | default: "friend" }}',
      body: '<p>Hi</p><a href="{{ unsubscribe_url }}">Stop</a>',
    },
    { channel: 'webhook', url: 'https://hooks.example.com/', body: '{"user":{{ user.id | json }}}' },
    { channel: 'in_app_message', title: 'News', body: 'Look' },
  ],
};

/** Returns the rows in which something about a user or a message is kept. */
const counted = (machine: Awaited<ReturnType<typeof startWithSenders>>['machine']) =>
  Promise.all([
    machine.services.deliveries.listDue('email', Number.MAX_SAFE_INTEGER, 10),
    machine.services.contacts.get('test', 'email'),
    machine.services.refusals.list(),
  ]);

test('POST /test-sends sends a marked email by the SMTP server of the machine, and records nothing (R91)', async () => {
  const { url, taken } = await startSmtpServer();
  const { call, machine } = await startWithSenders({ SMTP_URL: url, EMAIL_FROM });
  const { status, body } = await call('POST', '/test-sends', { body: { channel: 'email', to: 'ada@example.com' } });
  expect([status, body]).toEqual([200, { sent: [{ part: 0, result: 'sent', providerId: expect.any(String) }] }]);
  expect(taken).toMatchObject([{ from: 'hello@shop.example', to: ['ada@example.com'] }]);
  expect(taken[0]?.text).toMatch(/^Subject: \[Test\] Campaign Connector\r$/m);
  expect(await counted(machine)).toEqual([[], undefined, { items: [] }]);
});

test('a test of a campaign is rendered for a user, and its link to unsubscribe unsubscribes no user (R85, R91)', async () => {
  const { url, taken } = await startSmtpServer();
  const { call, machine } = await startWithSenders({ SMTP_URL: url, EMAIL_FROM });
  await call('PUT', '/campaigns/hello', { body: campaign });
  const Detail = { userId: 'test', attributes: { name: 'Ann' } };
  await call('POST', '/events', { body: { entries: [{ Source: 's', DetailType: 'User Profile Updated', Detail }] } });
  const request = { channel: 'email', to: 'ada@example.com', campaignId: 'hello', userId: 'test' };
  expect((await call('POST', '/test-sends', { body: request })).body.sent).toMatchObject([{ result: 'sent' }]);
  expect(taken[0]?.text).toMatch(/^Subject: \[Test\] Dear Ann\r$/m);
  const link = /^List-Unsubscribe: <([^>]+)>\r$/m.exec(taken[0]?.text.replaceAll('\r\n ', '') ?? '')?.[1] ?? '';
  const form = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
  const answer = await fetch(link, { method: 'POST', body: form, headers: { origin: new URL(link).origin } });
  expect(answer.status).toBe(200);
  expect(await machine.services.contacts.get('test', 'email')).toBeUndefined();
});

test('a test goes to an entry of the allow list only, also in the mode live (R91)', async () => {
  const { requests, port } = await startHttpServer((response) => response.end());
  const { call } = await startWithSenders({
    SENDING: 'live',
    WEBHOOK_SECRETS,
    WEBHOOK_ALLOW_HOSTS: `127.0.0.1:${port}`,
  });
  const send = (to: string) => call('POST', '/test-sends', { body: { channel: 'webhook', to } });
  expect(await send(`http://127.0.0.1:${port}/orders`)).toMatchObject({
    status: 200,
    body: { sent: [{ result: 'sent' }] },
  });
  expect(requests).toMatchObject([
    { url: '/orders', body: '{"test":true}', headers: { 'campaign-connector-test': 'true', 'webhook-id': /^test_/ } },
  ]);
  expect(await send('https://hooks.example.com/')).toMatchObject({
    status: 422,
    body: {
      error: {
        code: 'invalid-test',
        message: 'to: the host of the webhook, or its port, is not one that this installation may call',
      },
    },
  });
  const open = await startWithSenders({ SENDING: 'live', WEBHOOK_SECRETS });
  const refused = await open.call('POST', '/test-sends', { body: { channel: 'webhook', to: 'https://example.com/' } });
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'not-on-allow-list' } } });
});

test('the mode off refuses a test, also to a server on this machine (R91)', async () => {
  const { url, taken } = await startSmtpServer();
  const { call } = await startWithSenders({
    SMTP_URL: url,
    EMAIL_FROM,
    SENDING: 'off',
    SENDING_ALLOW: 'ada@example.com',
  });
  const { status, body } = await call('POST', '/test-sends', { body: { channel: 'email', to: 'ada@example.com' } });
  expect([status, body.error.code]).toEqual([409, 'sending-off']);
  expect(taken).toEqual([]);
});

test('a test lies in the inbox of a user on the allow list, and what the user does with it is no interaction (R86, R91)', async () => {
  const { call, machine } = await startWithSenders({ PUBLIC_URL: 'http://localhost:9999', SENDING_ALLOW: 'user:ada' });
  await call('PUT', '/campaigns/hello', { body: campaign });
  await call('POST', '/campaigns/hello/publish');
  const send = (to: string) =>
    call('POST', '/test-sends', { body: { channel: 'in_app_message', to, campaignId: 'hello' } });
  expect(await send('ben')).toMatchObject({ status: 409, body: { error: { code: 'not-on-allow-list' } } });
  expect(await send('ada')).toMatchObject({ status: 200, body: { sent: [{ result: 'sent' }] } });
  const { token } = (await call('POST', '/inbox-tokens', { body: { userId: 'ada' } })).body;
  const headers = { authorization: `Bearer ${token}` };
  const { messages } = (await call('GET', '/inbox', { headers })).body;
  expect(messages).toMatchObject([{ title: '[Test] News', body: 'Look', dispatchId: expect.stringMatching(/^test:/) }]);
  const put: unknown[] = [];
  const { bus } = machine;
  const original = bus.put.bind(bus);
  bus.put = (entries) => {
    put.push(...entries);
    return original(entries);
  };
  expect((await call('POST', `/inbox/${messages[0].id}/viewed`, { headers })).status).toBe(200);
  expect(put).toEqual([]);
});

test.each([
  [{ channel: 'email', to: 'no address' }, 422, 'invalid-test'],
  [{ channel: 'fax', to: 'ada@example.com' }, 422, 'invalid-test'],
  [{ channel: 'sms', to: '+491701234567' }, 409, 'no-sender'],
  [{ channel: 'email', to: 'ada@example.com', campaignId: 'nothing' }, 404, 'unknown-campaign'],
  [{ channel: 'email', to: 'ada@example.com', campaignId: 'hello', version: 9 }, 404, 'unknown-version'],
  [{ channel: 'email', to: 'ada@example.com', campaignId: 'hello', variant: 'short' }, 422, 'invalid-test'],
])('the test %j is refused with %i %s', async (request, status, code) => {
  const { url, taken } = await startSmtpServer();
  const { call } = await startWithSenders({ SMTP_URL: url, EMAIL_FROM });
  await call('PUT', '/campaigns/hello', { body: campaign });
  expect(await call('POST', '/test-sends', { body: request })).toMatchObject({ status, body: { error: { code } } });
  expect(taken).toEqual([]);
});

test('GET /health names the mode and the channels of the senders, and no entry of the allow list (R91)', async () => {
  const { url } = await startSmtpServer();
  const { call } = await startWithSenders({ SMTP_URL: url, EMAIL_FROM, SENDING_ALLOW: 'ada@example.com,@example.org' });
  expect((await call('GET', '/health')).body).toEqual({
    status: 'ok',
    sending: { mode: 'allow-list', allow: 2, channels: ['email'] },
  });
});
