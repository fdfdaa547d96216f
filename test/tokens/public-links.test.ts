import { describe, expect, test } from 'vitest';
import type { SendRequest } from '../../core/contracts/sender.ts';
import { createPublicLinks } from '../../tokens/public-links.ts';
import { createTokens } from '../../tokens/tokens.ts';

const tokens = createTokens({ current: '1', keys: new Map([['1', 'k'.repeat(43)]]) }, 'shop');
const links = createPublicLinks(tokens, 'https://shop.example/messages/');
const request: SendRequest = {
  dispatchId: 'd1',
  campaignId: 'welcome',
  version: 1,
  userId: 'ada',
  message: { channel: 'email', subject: 'Hello', body: 'Hello' },
  part: 1,
  target: 'ada@example.com',
  isTransactional: false,
  tracking: { opens: false, clicks: false },
  dispatchedAt: '2026-12-01T12:00:00.000Z',
};
const tokenOf = (url: string | undefined, path: string) => {
  expect(url?.slice(0, path.length)).toBe(path);
  return url?.slice(path.length) ?? '';
};

describe('links of messages', () => {
  test('the link to unsubscribe is for the user, the channel and the dispatch of its message (R85)', () => {
    const token = tokenOf(links.createUnsubscribeUrl(request), 'https://shop.example/messages/unsubscribe/');
    expect(tokens.read('unsubscribe', token)).toEqual({
      userId: 'ada',
      channel: 'email',
      campaignId: 'welcome',
      dispatchId: 'd1',
    });
    const inApp = { ...request, message: { channel: 'in_app_message', body: 'Hello' } as const };
    expect(links.createUnsubscribeUrl(inApp)).toBeUndefined();
  });

  test('a link to unsubscribe of an id of 256 letters fits into a header of SES: 996 characters with its name (R85)', () => {
    const longest = { ...request, userId: 'u'.repeat(256), campaignId: 'c'.repeat(48), dispatchId: 'd'.repeat(22) };
    const url = createPublicLinks(tokens, `https://${'h'.repeat(100)}.example`).createUnsubscribeUrl(longest);
    expect(`List-Unsubscribe: <${url}>`.length).toBeLessThan(996);
  });

  test('a link and the pixel are for the dispatch of their message, and a repeat has the same (R71, R94)', () => {
    const click = links.createClickUrl(request, { url: 'https://shop.example/cart', alias: 'cart' });
    const expected = { userId: 'ada', campaignId: 'welcome', dispatchId: 'd1', part: 1 };
    expect(tokens.read('link', tokenOf(click, 'https://shop.example/messages/l/'))).toEqual({
      ...expected,
      url: 'https://shop.example/cart',
      alias: 'cart',
    });
    expect(links.createClickUrl(request, { url: 'https://shop.example/cart', alias: 'cart' })).toBe(click);
    const open = tokenOf(links.createOpenUrl(request), 'https://shop.example/messages/o/');
    expect(tokens.read('open', open)).toEqual(expected);
  });

  test('a link and the pixel name the variant of their message (R46, R94)', () => {
    const ofVariant = { ...request, variant: 'short' };
    const click = links.createClickUrl(ofVariant, { url: 'https://shop.example/cart' });
    const link = tokens.read('link', tokenOf(click, 'https://shop.example/messages/l/'));
    const open = tokens.read('open', tokenOf(links.createOpenUrl(ofVariant), 'https://shop.example/messages/o/'));
    expect([link?.variant, open?.variant]).toEqual(['short', 'short']);
  });

  test.each([
    'mailto:a@example.com',
    'tel:+491234567',
    '#top',
    '/cart',
    'javascript:alert(1)',
    `https://a.example/${'x'.repeat(2_048)}`,
  ])('an address that cannot be tracked (%.40s) has no link of ours', (url) => {
    expect(links.createClickUrl(request, { url })).toBeUndefined();
  });
});
