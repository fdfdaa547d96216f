import { expect, test } from 'vitest';
import { readSendingFacts } from '../../functions/runtime/read-sending-policy.ts';

test('the interface on Lambda tells what the senders of the installation send, and to whom (R91)', () => {
  const facts = readSendingFacts({
    SENDING: 'allow-list',
    SENDING_ALLOW: 'ada@example.com, @example.org',
    SENDER_CHANNELS: 'email,webhook,in_app_message,content_card',
    EMAIL_FROM: 'Shop <hello@shop.com>',
    SES_CONFIGURATION_SET: 'shop',
    PUBLIC_URL: 'https://links.shop.com',
    PUBLIC_ORIGINS: 'https://shop.com',
  });
  expect(facts).toMatchObject({
    policy: { mode: 'allow-list', allow: ['ada@example.com', '@example.org'] },
    senders: [
      {
        channel: 'email',
        provider: 'ses',
        isContained: false,
        from: 'Shop <hello@shop.com>',
        configurationSet: 'shop',
      },
      { channel: 'webhook', provider: 'https', isContained: false },
      { channel: 'in_app_message', provider: 'inbox', isContained: true },
      { channel: 'content_card', provider: 'inbox', isContained: true },
    ],
    origins: ['https://shop.com'],
  });
  expect(facts?.getPublicUrl()).toBe('https://links.shop.com');
});

test('the interface on Lambda tells nothing of senders if there are none, and fails with a mode that is none (R91)', () => {
  expect(readSendingFacts({})).toBeUndefined();
  expect(() => readSendingFacts({ SENDING: 'everything' })).toThrow('SENDING: expected a sending mode');
});
