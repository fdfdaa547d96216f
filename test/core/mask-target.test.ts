import { expect, test } from 'vitest';
import { maskTarget } from '../../core/mask-target.ts';

test.each([
  ['email', 'ada@example.com', 'a…@example.com'],
  ['email', 'a@example.com', 'a…@example.com'],
  ['email', '"a@b"@example.com', '"…@example.com'],
  ['email', '🦊fox@example.com', '🦊…@example.com'],
  ['email', '@example.com', '…'],
  ['email', 'no-address', '…'],
  ['sms', '+491701234567', '…67'],
  ['sms', '123', '…23'],
  ['sms', '12', '…'],
  ['push', 'token-of-a-device', '…ce'],
  ['webhook', 'hooks.example.com', 'hooks.example.com'],
  ['content_card', 'ada', 'ada'],
  ['in_app_message', 'ada', 'ada'],
] as const)('the target of a delivery by %s to %s is shown as %s', (channel, target, shown) => {
  expect(maskTarget(channel, target)).toBe(shown);
});
