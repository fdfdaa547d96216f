import { expect, test } from 'vitest';
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

test('an interface that sends nothing itself refuses a test, and says what to do instead (R91)', async () => {
  const { call } = openApi({ sending });
  const { status, body } = await call('POST', '/test-sends', { channel: 'email', to: 'ada@example.com' });
  expect([status, body.error.code]).toEqual([501, 'tests-not-supported']);
  expect(body.error.message).toContain('allow list');
});
