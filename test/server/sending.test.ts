import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test } from 'vitest';
import { createSenderSetup } from '../../server/create-senders.ts';
import { openRuntime } from '../../server/local-runtime.ts';
import { parseSendingSettings } from '../../server/sending-settings.ts';
import { startServer } from '../../server/server.ts';
import { START, silent } from '../harness/api/open-api.ts';
import { startSmtpServer } from '../harness/channels/smtp-servers.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };

/** Starts a server as its environment sets it, with a clock that the test moves. */
async function start(env: Readonly<Record<string, string>>) {
  const sending = parseSendingSettings(env);
  if ('fault' in sending) throw new Error(sending.fault);
  const runtime = openRuntime({
    directory: ':memory:',
    clockStart: START,
    senderSetup: createSenderSetup(sending),
    log: silent,
  });
  const server = await startServer(runtime, {
    port: 0,
    currentsToken: undefined,
    publicServer: sending.publicServer,
    log: silent,
  });
  onTestFinished(() => server.stop());
  const call = async (method: string, path: string, body?: unknown) => {
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: JSON_HEADERS }) };
    return JSON.parse(await (await fetch(`${server.url}${path}`, init)).text());
  };
  const publish = async (messages: readonly object[], more: object = {}) => {
    const triggers = [{ interaction: 'email.received', campaign: 'welcome' }];
    await call('PUT', '/campaigns/hello', { id: 'hello', name: 'Hello', triggers, delay: '1 hour', messages, ...more });
    return call('POST', '/campaigns/hello/publish');
  };
  const happens = (DetailType: string, Detail: object) =>
    call('POST', '/events', { entries: [{ Source: 'shop', DetailType, Detail }] });
  const receives = (userId: string) =>
    happens('Campaign Interaction', { userId, interaction: 'email.received', campaignId: 'welcome' });
  const knows = (userId: string) =>
    happens('User Profile Updated', { userId, attributes: {}, email: `${userId}@example.com` });
  return { server, call, publish, receives, knows, advance: (by: string) => call('POST', '/clock', { advance: by }) };
}

/** Returns the status of an answer to a call that the interface does not list. */
const statusOf = (url: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    get(url, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });

const EMAIL = { channel: 'email', subject: 'Hello', html: '<p>Hello</p><a href="{{ unsubscribe_url }}">stop</a>' };

/** Returns the first link to unsubscribe of an email as it was sent. */
const unsubscribeLink = (mail = '') => /List-Unsubscribe: <([^>]+)>/.exec(mail)?.[1] ?? '';

test('one machine sends an email over SMTP, whose link unsubscribes its user from the next one (R82, R85)', async () => {
  const { url, taken } = await startSmtpServer();
  const { call, publish, receives, knows, advance } = await start({
    SMTP_URL: url,
    EMAIL_FROM: 'Shop <a@shop.example>',
  });
  await publish([EMAIL], { reeligibility: 'immediately' });
  await knows('ada');
  await receives('ada');
  await advance('2 hours');
  expect(taken).toMatchObject([{ to: ['ada@example.com'], from: 'a@shop.example' }]);
  const link = unsubscribeLink(taken[0]?.text);
  expect((await fetch(link)).status).toBe(200);
  await receives('ada');
  await advance('2 hours');
  expect(taken).toHaveLength(2);
  const headers = { origin: 'https://mail.example', 'content-type': 'application/x-www-form-urlencoded' };
  const clicked = await fetch(link, { method: 'POST', headers, body: 'List-Unsubscribe=One-Click' });
  expect(clicked.status).toBe(200);
  await receives('ada');
  await advance('2 hours');
  expect(taken).toHaveLength(2);
  const { decisions } = await call('GET', '/decisions?userId=ada');
  expect(decisions.at(-1)).toMatchObject({ decision: 'withheld', reason: 'unsubscribed' });
});

test('an SMTP server on another machine gets nothing unless the mode or the allow list permits it (R91)', async () => {
  const { url } = await startSmtpServer();
  const elsewhere = url.replace('127.0.0.1', 'mail.invalid');
  const { call, publish, receives, knows, advance } = await start({
    SMTP_URL: elsewhere,
    EMAIL_FROM: 'a@shop.example',
  });
  await publish([EMAIL]);
  await knows('ada');
  await receives('ada');
  await advance('2 hours');
  expect((await call('GET', '/deliveries?userId=ada')).deliveries).toMatchObject([
    { state: 'held-back', reason: 'not-on-allow-list', target: 'a…@example.com' },
  ]);
  expect((await call('GET', '/dispatches')).dispatches).toHaveLength(1);
});

test('a webhook goes signed to a host that is allowed, and comes back as an interaction (R86, R88)', async () => {
  const secret = `whsec_${Buffer.from('k'.repeat(32)).toString('base64')}`;
  const received: { readonly headers: Record<string, string>; readonly body: string }[] = [];
  const hook = createServer(async (request, response) => {
    const entries = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    received.push({ headers: Object.fromEntries(entries), body: await text(request) });
    response.end();
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => hook.close(() => resolve())));
  const address = hook.address();
  const port = typeof address === 'object' && address !== null ? (address satisfies AddressInfo).port : 0;
  const { call, publish, receives, advance } = await start({
    WEBHOOK_SECRETS: secret,
    WEBHOOK_ALLOW_HOSTS: `127.0.0.1:${port}`,
  });
  await publish([{ channel: 'webhook', url: `http://127.0.0.1:${port}/hook`, body: '{"user":"{{ user.id }}"}' }]);
  await receives('ada');
  await advance('2 hours');
  expect(received.map(({ body }) => body)).toEqual(['{"user":"ada"}']);
  const { headers = {}, body = '' } = received[0] ?? {};
  const [id = '', seconds] = [headers['webhook-id'], headers['webhook-timestamp']];
  // The clock of the test is not that of the machine: the signature is checked without its age.
  const sign = new Webhook(secret).sign(id, new Date(Number(seconds) * 1_000), body);
  expect(headers['webhook-signature']).toBe(sign);
  const { deliveries } = await call('GET', '/deliveries?userId=ada');
  expect(deliveries).toMatchObject([{ channel: 'webhook', state: 'sent', target: '127.0.0.1' }]);
});

test('an in-app message lies in the inbox of its user, on a port that answers nothing else (R89)', async () => {
  const { server, call, publish, receives, advance } = await start({ PUBLIC_PORT: '0' });
  await publish([{ channel: 'in_app_message', title: 'Hello', body: 'In the app' }]);
  await receives('ada');
  await advance('2 hours');
  const { token } = await call('POST', '/inbox-tokens', { userId: 'ada' });
  const publicUrl = server.publicUrl ?? '';
  expect(publicUrl).not.toBe(server.url);
  const inbox = await fetch(`${publicUrl}/inbox`, { headers: { authorization: `Bearer ${token}` } });
  expect(JSON.parse(await inbox.text())).toMatchObject({ messages: [{ title: 'Hello', body: 'In the app' }] });
  for (const path of ['/campaigns', '/decisions?userId=ada', '/inbox-tokens', '/profile?userId=ada'])
    expect(await statusOf(`${publicUrl}${path}`), path).toBe(404);
  expect((await fetch(`${server.url}/inbox`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  const { messages } = JSON.parse(
    await (await fetch(`${publicUrl}/inbox`, { headers: { authorization: `Bearer ${token}` } })).text(),
  );
  const answer = { method: 'POST', headers: { authorization: `Bearer ${token}` } };
  expect((await fetch(`${publicUrl}/inbox/${messages[0].id}/viewed`, answer)).status).toBe(200);
  const { deliveries } = await call('GET', '/deliveries?userId=ada');
  expect(deliveries).toMatchObject([{ channel: 'in_app_message', state: 'sent', opened: expect.any(String) }]);
});

test('a page of another site may call the public calls of the port of all calls, and change nothing else', async () => {
  const { server } = await start({ PUBLIC_PORT: '0', PUBLIC_ORIGINS: 'https://app.example' });
  const headers = { origin: 'https://app.example', ...JSON_HEADERS };
  const call = (path: string) => fetch(`${server.url}${path}`, { method: 'POST', headers, body: '{}' });
  expect((await call('/inbox/any/viewed')).status).toBe(401);
  expect((await call('/inbox-tokens')).status).toBe(403);
  expect((await call('/pause')).status).toBe(403);
});
