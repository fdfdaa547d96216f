import { expect, test } from 'vitest';
import type { TestSend } from '../../core/contracts/test-send.ts';
import type { SendingFacts } from '../../core/sending-facts.ts';
import { openApi, resend } from '../harness/api/open-api.ts';

const sending: SendingFacts = {
  policy: { mode: 'live', allow: ['ada@example.com'] },
  senders: [
    { channel: 'email', provider: 'ses', isContained: false, from: 'hello@shop.com', configurationSet: 'shop' },
    { channel: 'in_app_message', provider: 'inbox', isContained: true },
  ],
  getPublicUrl: () => 'https://links.shop.com/',
  origins: ['https://shop.com'],
};

const without = (channel: string) => ({ channel, hasSender: false, campaigns: 0 });

test('GET /channels shows every channel, its sender, and how many published campaigns use it', async () => {
  const { call, publish } = openApi({ sending });
  await publish(resend);
  await publish({ ...resend, id: 'two', messages: [...resend.messages, { channel: 'sms', body: 'Hi' }] });
  await call('PUT', '/campaigns/draft', { ...resend, id: 'draft' });
  expect((await call('GET', '/channels')).body).toEqual({
    mode: 'live',
    allow: 1,
    publicUrl: 'https://links.shop.com/',
    channels: [
      {
        channel: 'email',
        hasSender: true,
        provider: 'ses',
        isContained: false,
        from: 'hello@shop.com',
        configurationSet: 'shop',
        campaigns: 2,
      },
      { ...without('sms'), campaigns: 1 },
      without('push'),
      without('webhook'),
      { channel: 'in_app_message', hasSender: true, provider: 'inbox', isContained: true, campaigns: 0 },
      without('content_card'),
    ],
    findings: [{ code: 'no-sender', level: 'note', message: expect.stringContaining('sms: a published campaign') }],
  });
});

test('GET /channels of an installation without senders shows the mode off, and its health names no senders (R91)', async () => {
  const { call } = openApi();
  const { body } = await call('GET', '/channels');
  expect([body.mode, body.allow, body.findings]).toEqual(['off', 0, []]);
  expect((await call('GET', '/health')).body).toEqual({ status: 'ok' });
});

test('a test without a sender is refused before anything is sent, and one that its sender sent answers the result (R91)', async () => {
  const sent: TestSend[] = [];
  const { call } = openApi({
    sending,
    async sendTest(test) {
      sent.push(test);
      return { kind: 'refused', reason: 'no such mailbox' };
    },
  });
  const refused = await call('POST', '/test-sends', { channel: 'webhook', to: 'https://hooks.example.com/' });
  expect([refused.status, refused.body.error.code, sent]).toEqual([409, 'no-sender', []]);
  const { status, body } = await call('POST', '/test-sends', { channel: 'email', to: 'ada@example.com' });
  expect([status, body]).toEqual([200, { sent: [{ part: 0, result: 'refused', reason: 'no such mailbox' }] }]);
  expect(sent).toMatchObject([{ message: { channel: 'email' }, to: 'ada@example.com', part: 0 }]);
});

test('a sender that breaks after earlier messages of a test is answered with 502, which names their results, and is logged (R91)', async () => {
  const logged: object[] = [];
  const log = { warn: (code: string, fields: object) => void logged.push({ code, ...fields }), logDecisions: () => {} };
  const { call } = openApi({
    sending,
    services: (services) => ({ ...services, log }),
    async sendTest({ part }) {
      if (part > 0) throw new Error('the credentials cannot be read');
      return { kind: 'sent' };
    },
  });
  await call('PUT', '/campaigns/two', { ...resend, id: 'two', messages: [...resend.messages, ...resend.messages] });
  const { status, body } = await call('POST', '/test-sends', {
    channel: 'email',
    to: 'ada@example.com',
    campaignId: 'two',
  });
  expect([status, body.error.code]).toEqual([502, 'test-failed']);
  expect(body.error.message).toMatch(/^message 2 of 2: .* It is not known whether .* The messages before it: sent\.$/);
  expect(logged).toEqual([{ code: 'TEST_FAILED', channel: 'email', error: 'Error: the credentials cannot be read' }]);
});
