import { describe, expect, test } from 'vitest';
import type { InvocationFailure, InvokeFunction } from '../../adapters/aws/invoke-function.ts';
import { SECOND } from '../../core/contracts/time-span.ts';
import { createHandler as sendEmail } from '../../functions/send-email.ts';
import { createHandler as sendInbox } from '../../functions/send-inbox.ts';
import { createHandler as sendWebhook } from '../../functions/send-webhook.ts';
import { straight } from '../doubles/tally.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';
import { startHttpServer } from '../harness/channels/http-servers.ts';
import { breaks, Installed } from '../harness/functions/in-container.ts';
import { invoking } from '../harness/functions/invoking.ts';
import { type Caller, opened } from '../harness/functions/opened.ts';
import { SENDER_ENVIRONMENT, SENDER_URLS } from '../harness/lib/sender-environment.ts';
import { stubEnvironment, stubSecrets, stubSes } from '../harness/lib/stubbed-clients.ts';

const TO_ADA = { channel: 'email', to: 'ada@example.com' };

const campaign = followUpOfTarget('hello', 'welcome', {
  messages: [
    { channel: 'email', subject: 'Dear {{ user.name | default: "friend" }}', body: 'Hi' },
    { channel: 'email', subject: 'Again', body: 'Hi' },
    { channel: 'in_app_message', title: 'News', body: 'Look' },
  ],
});

/** Opens the management API of an installation with senders on AWS, each a Lambda of its own. */
async function withSenders(environment: Readonly<Record<string, string>> = {}, caller: Caller = {}) {
  const hooks = await startHttpServer((response) => response.end());
  const hook = `http://127.0.0.1:${hooks.port}/orders`;
  stubEnvironment({
    ...SENDER_ENVIRONMENT,
    ...SENDER_URLS,
    SENDER_CHANNELS: 'email,webhook,in_app_message,content_card',
    SENDING: 'allow-list',
    SENDING_ALLOW: 'ada@example.com,user:ada,127.0.0.1',
    WEBHOOK_ALLOW_HOSTS: `127.0.0.1:${hooks.port}`,
    ...environment,
  });
  stubSecrets(straight);
  const emails: string[] = [];
  stubSes(straight, (to, subject) => {
    emails.push(`${to}: ${subject}`);
    return { MessageId: `p${emails.length}` };
  });
  const installed = new Installed();
  await installed.publishes(campaign);
  const invoked: string[] = [];
  const senders = {
    'send-email': sendEmail(installed.lambda()),
    'send-webhook': sendWebhook(installed.lambda()),
    'send-inbox': sendInbox(installed.lambda()),
  };
  const invokes = invoking(senders, async (request, perform) => {
    invoked.push(request);
    return perform();
  });
  const call = opened(installed, { invokes, ...caller });
  const { tally } = installed.standIns;
  tally.clear();
  const send = (body: object) => call('POST', '/test-sends', { body });
  return { installed, invoked, emails, hooks, hook, send, call, tally };
}

/** Opens the management API with senders that cannot be reached, or fail. The first tests are sent. */
async function withFailing(failure: Partial<InvocationFailure>, sentBefore = 0) {
  let times = 0;
  const invokes: InvokeFunction = async () => {
    times += 1;
    if (times <= sentBefore) return { answer: '{"kind":"sent"}' };
    return { failure: 'broken', mayHaveRun: true, isTimeout: false, ...failure };
  };
  return { ...(await withSenders({}, { invokes })), countInvocations: () => times };
}

describe('a test on AWS', () => {
  test('a test on AWS leaves by the sender of its channel, marked, with one invocation for each message, and records nothing (R91)', async () => {
    const { installed, invoked, emails, send, tally } = await withSenders();
    expect(await send(TO_ADA)).toMatchObject({
      status: 200,
      body: { sent: [{ part: 0, result: 'sent', providerId: 'p1' }] },
    });
    expect([invoked, emails]).toEqual([['Invoke send-email'], ['ada@example.com: [Test] Campaign Connector']]);
    expect(tally.all()).toEqual({});
    expect(await send({ ...TO_ADA, campaignId: 'hello', userId: 'ada' })).toMatchObject({
      status: 200,
      body: { sent: [{ part: 0 }, { part: 1, result: 'sent', providerId: 'p3' }] },
    });
    expect(emails.slice(1)).toEqual(['ada@example.com: [Test] Dear friend', 'ada@example.com: [Test] Again']);
    expect(Object.keys(tally.all()).filter((kind) => !/Get|Query|read/.test(kind))).toEqual([]);
    expect([installed.standIns.eventBridge.entries, installed.warned]).toEqual([[], []]);
  });

  test('a test on AWS goes to a webhook with its signature, and lies in the inbox of a user (R88, R89, R91)', async () => {
    const { installed, hooks, hook, send } = await withSenders();
    expect((await send({ channel: 'webhook', to: hook })).body).toEqual({ sent: [{ part: 0, result: 'sent' }] });
    expect(hooks.requests).toMatchObject([
      { url: '/orders', headers: { 'campaign-connector-test': 'true', 'webhook-signature': /^v1,/ } },
    ]);
    expect(await send({ channel: 'in_app_message', to: 'ada', campaignId: 'hello' })).toMatchObject({ status: 200 });
    const { items } = await installed.services.inboxMessages.list('ada');
    expect(items).toMatchObject([{ dispatchId: expect.stringMatching(/^test:/), content: { title: '[Test] News' } }]);
  });

  test.each(['live', 'allow-list'])(
    'the sender refuses a target that is not on its allow list, whatever the interface believes, in the mode %s (R91)',
    async (SENDING) => {
      const { emails, invoked, send } = await withSenders({ SENDING, SENDING_ALLOW: '@example.com,user:ben' });
      stubEnvironment({ SENDING_ALLOW: 'eve@example.com' });
      expect(await send(TO_ADA)).toMatchObject({ status: 409, body: { error: { code: 'not-on-allow-list' } } });
      const toBen = { channel: 'in_app_message', to: 'ben', campaignId: 'hello' };
      expect(await send(toBen)).toMatchObject({ status: 409, body: { error: { code: 'not-on-allow-list' } } });
      expect([invoked, emails]).toEqual([['Invoke send-email', 'Invoke send-inbox'], []]);
    },
  );

  test('the sender sends no test in the mode off, and sends one while the installation is paused, as on one machine (R91, R92)', async () => {
    const off = await withSenders({ SENDING: 'off' });
    expect(await off.send(TO_ADA)).toMatchObject({ status: 409, body: { error: { code: 'sending-off' } } });
    expect(off.emails).toEqual([]);
    const paused = await withSenders();
    expect((await paused.call('POST', '/pause')).status).toBe(200);
    expect(await paused.send(TO_ADA)).toMatchObject({ status: 200 });
  });

  test('a test on AWS with a wrong target is 422, and one on a channel without a sender 409 and invokes nothing (R91)', async () => {
    const { invoked, send } = await withSenders();
    for (const wrong of [
      { channel: 'email', to: 'no address' },
      { channel: 'webhook', to: 'https://hooks.example.com/' },
    ])
      expect(await send(wrong)).toMatchObject({ status: 422, body: { error: { code: 'invalid-test' } } });
    invoked.length = 0;
    const sms = { channel: 'sms', to: '+491701234567' };
    expect(await send(sms)).toMatchObject({ status: 409, body: { error: { code: 'no-sender' } } });
    expect(invoked).toEqual([]);
  });

  test('an installation without senders on AWS answers a test with 409', async () => {
    const answer = await opened(new Installed())('POST', '/test-sends', { body: TO_ADA });
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'no-sender' } } });
  });

  test('a sender whose secret cannot be read sends no test, and the interface says that the message did not leave', async () => {
    const { installed, send } = await withSenders();
    stubSecrets(breaks('webhook-secrets'));
    stubSecrets(breaks('token-keys'));
    expect(await send(TO_ADA)).toMatchObject({
      status: 502,
      body: { error: { code: 'test-failed', message: expect.stringContaining('The message did not leave.') } },
    });
    expect(installed.warned).toEqual(['TEST_FAILED']);
  });
});

const UNKNOWN = 'It is not known whether the message left: see whether it arrived before you send it again.';
const NOT_LEFT = 'The message did not leave.';

describe('a test without a result', () => {
  test.each<[string, Partial<InvocationFailure>, number, string, string]>([
    ['whose sender does not answer in time', { isTimeout: true }, 504, 'test-timed-out', UNKNOWN],
    ['whose sender fails', { errorName: 'TypeError' }, 502, 'test-failed', UNKNOWN],
    ['whose sender fails before it sends', { errorName: 'NotSentError' }, 502, 'test-failed', NOT_LEFT],
    ['whose sender cannot be invoked', { mayHaveRun: false }, 502, 'test-failed', NOT_LEFT],
  ])(
    'a test %s is not repeated, and answered with its own code and what is known (R91)',
    async (_, failure, status, code, end) => {
      const { installed, send, countInvocations } = await withFailing(failure);
      const { body, ...answer } = await send(TO_ADA);
      expect([answer.status, body.error.code]).toEqual([status, code]);
      expect(body.error.message).toMatch(/^message 1 of 1: its sender /);
      expect([body.error.message.endsWith(end), countInvocations()]).toEqual([true, 1]);
      expect(installed.warned).toEqual(['TEST_FAILED']);
    },
  );

  test('a test of several messages, of which the second has no result, names the result of the first (R91)', async () => {
    const { send } = await withFailing({ isTimeout: true }, 1);
    const { body } = await send({ ...TO_ADA, campaignId: 'hello' });
    expect(body.error.message).toMatch(/^message 2 of 2: .* The messages before it: sent\.$/);
  });

  test('a test whose sender answers something else may have left (R91)', async () => {
    for (const answer of ['{"batchItemFailures":[]}', 'null', '{']) {
      const { send } = await withSenders({}, { invokes: async () => ({ answer }) });
      expect(await send(TO_ADA)).toMatchObject({
        status: 502,
        body: { error: { code: 'test-failed', message: expect.stringContaining(UNKNOWN) } },
      });
    }
  });

  test('a test for which a call has no time left is not begun, and one that is begun is waited for until two seconds before the end of the call', async () => {
    const waits: number[] = [];
    const invokes: InvokeFunction = async (_url, _event, timeout) => {
      waits.push(timeout);
      return { answer: '{"kind":"sent"}' };
    };
    let left = 29 * SECOND;
    const { send } = await withSenders({}, { invokes, remaining: () => left });
    expect((await send(TO_ADA)).status).toBe(200);
    left = 2.5 * SECOND;
    expect(await send(TO_ADA)).toMatchObject({
      status: 504,
      body: { error: { code: 'test-timed-out', message: expect.stringContaining(NOT_LEFT) } },
    });
    expect(waits).toEqual([27 * SECOND]);
  });
});
