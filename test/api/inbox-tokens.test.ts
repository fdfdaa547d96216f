import { describe, expect, test } from 'vitest';
import { createTokens } from '../../tokens/tokens.ts';
import { openApi, START } from '../harness/api/open-api.ts';

const tokens = createTokens({ current: '1', keys: new Map([['1', 'k'.repeat(43)]]) }, 'shop');
const HOUR = 3_600_000;

describe('tokens of inboxes', () => {
  test('the server of an app gets a token of one user, for an hour unless it says otherwise (R89)', async () => {
    const { call } = openApi({ tokens });
    const { status, body } = await call('POST', '/inbox-tokens', { userId: 'ann' });
    expect([status, body.expiresAt]).toEqual([200, '2026-12-01T10:00:00.000Z']);
    expect(tokens.read('inbox', body.token)).toEqual({ userId: 'ann', expiresAt: START + HOUR });
    const longest = await call('POST', '/inbox-tokens', { userId: 'ann', ttl: '30 days' });
    expect(tokens.read('inbox', longest.body.token)).toEqual({ userId: 'ann', expiresAt: START + 720 * HOUR });
  });

  test.each([
    {},
    { userId: '' },
    { userId: 5 },
    { userId: 'x'.repeat(257) },
    { userId: 'ann', ttl: '31 days' },
    { userId: 'ann', ttl: '0 seconds' },
    { userId: 'ann', ttl: 3600 },
    { userId: 'ann', ttl: 'for ever' },
    { userId: 'ann', userIds: ['bob'] },
  ])('a request of a token that is %j is refused, and says why (R89)', async (body) => {
    const { call } = openApi({ tokens });
    const answer = await call('POST', '/inbox-tokens', body);
    expect([answer.status, answer.body.error.code]).toEqual([422, 'invalid-token-request']);
    expect(answer.body.error.details[0].path).toMatch(/^(?:userId|ttl|userIds)$/);
  });

  test('an installation without keys creates no tokens', async () => {
    const { call } = openApi();
    const { status, body } = await call('POST', '/inbox-tokens', { userId: 'ann' });
    expect([status, body.error.code]).toEqual([503, 'no-token-keys']);
  });
});
