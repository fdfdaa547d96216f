import { describe, expect, test } from 'vitest';
import { createTokens } from '../../../tokens/tokens.ts';
import { NOON } from '../../harness/adapters/sample.ts';
import { openPublic } from '../../harness/api/open-public.ts';

const claims = { userId: 'ada', channel: 'email', campaignId: 'welcome', dispatchId: 'd1' } as const;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const oneClick = { headers: FORM, body: 'List-Unsubscribe=One-Click' };
const browser = { accept: 'text/html,application/xhtml+xml' };

function openLink(more: Partial<typeof claims> = {}) {
  const opened = openPublic();
  return { ...opened, path: `/unsubscribe/${opened.tokens.create('unsubscribe', { ...claims, ...more })}` };
}

describe('the link to unsubscribe', () => {
  test('a mailbox provider unsubscribes its user in one click, without cookies and without a redirect (R85)', async () => {
    const { call, path, optOuts } = openLink();
    const { status, headers } = await call('POST', path, oneClick);
    expect([status, headers.get('set-cookie'), headers.get('location')]).toEqual([200, null, null]);
    expect(optOuts).toEqual([
      {
        userId: 'ada',
        channel: 'email',
        at: NOON,
        evidence: 'unsubscribe link of campaign welcome, dispatch d1, by one click (RFC 8058)',
      },
    ]);
  });

  test('a provider that sends the form as multipart unsubscribes too (R85)', async () => {
    const { call, path, optOuts } = openLink();
    const body = new FormData();
    body.set('List-Unsubscribe', 'One-Click');
    expect((await call('POST', path, { body })).status).toBe(200);
    expect(optOuts.length).toBe(1);
  });

  test('a user who follows the link sees a page with one button, which unsubscribes (R85)', async () => {
    const { call, path, optOuts } = openLink();
    const page = await call('GET', path, { headers: browser });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    expect(page.text.match(/<button/g)).toEqual(['<button']);
    const [, name = '', value = ''] = /name="([^"]+)" value="([^"]+)"/.exec(page.text) ?? [];
    const done = await call('POST', path, {
      headers: { ...FORM, ...browser },
      body: new URLSearchParams({ [name]: value }),
    });
    expect([done.status, done.text]).toEqual([200, expect.stringContaining('You are unsubscribed')]);
    expect(optOuts).toMatchObject([{ evidence: expect.stringContaining('the button of the page') }]);
  });

  test('a link without a dispatch, and one of another channel, work too (R85)', async () => {
    const { call, tokens, optOuts } = openPublic();
    const token = tokens.create('unsubscribe', { userId: 'ada', channel: 'sms', campaignId: 'welcome' });
    const { text } = await call('POST', `/unsubscribe/${token}`, oneClick);
    expect(text).toContain('no more text messages');
    expect(optOuts).toMatchObject([
      { channel: 'sms', evidence: 'unsubscribe link of campaign welcome, by one click (RFC 8058)' },
    ]);
  });

  test('a user who unsubscribes again is unsubscribed, as before (R85)', async () => {
    const { call, path } = openLink();
    for (let times = 0; times < 3; times += 1) expect((await call('POST', path, oneClick)).status).toBe(200);
  });

  test('an opt-out that cannot be recorded is not confirmed: the provider tries again (R85)', async () => {
    const opened = openPublic({ optOut: () => Promise.reject(new Error('the table is gone')) });
    const path = `/unsubscribe/${opened.tokens.create('unsubscribe', claims)}`;
    expect((await opened.call('POST', path, oneClick)).status).toBe(500);
  });
});

describe('attacks on the link to unsubscribe', () => {
  test.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH'])(
    'a scanner of links that calls it by %s unsubscribes no user (R85)',
    async (method) => {
      const { app, path, optOuts } = openLink();
      const response = await app.request(`${path}?List-Unsubscribe=One-Click`, { method, headers: FORM });
      expect(response.status).toBe(method === 'GET' || method === 'HEAD' ? 200 : 405);
      expect(optOuts).toEqual([]);
    },
  );

  test.each([
    ['no body', {}],
    ['another field', { headers: FORM, body: 'confirm=yes' }],
    ['another value', { headers: FORM, body: 'List-Unsubscribe=yes' }],
    [
      'the field in the body of another type',
      { headers: { 'content-type': 'text/plain' }, body: 'List-Unsubscribe=One-Click' },
    ],
    ['JSON', { headers: { 'content-type': 'application/json' }, body: '{"List-Unsubscribe":"One-Click"}' }],
    ['a name that every object has', { headers: FORM, body: 'List-Unsubscribe=constructor' }],
  ])('a POST with %s unsubscribes no user (R85)', async (_, init) => {
    const { call, path, optOuts } = openLink();
    expect((await call('POST', path, init)).status).toBe(400);
    expect(optOuts).toEqual([]);
  });

  test('a link that is guessed, changed, of another kind or of another installation unsubscribes no user, and all are answered alike (R85)', async () => {
    const { call, tokens, optOuts, path } = openLink();
    const other = createTokens({ current: '1', keys: new Map([['1', 'k'.repeat(43)]]) }, 'another shop');
    const strange = [
      'x',
      '1.AAAA',
      path.slice('/unsubscribe/'.length, -1),
      tokens.create('inbox', { userId: 'ada', expiresAt: NOON * 2 }),
      tokens.create('open', { userId: 'ada', campaignId: 'welcome', dispatchId: 'd1', part: 0 }),
      other.create('unsubscribe', claims),
      '%00',
      'a%2Fb',
    ];
    const answers = new Set<string>();
    for (const token of strange) {
      for (const method of ['GET', 'POST']) {
        const { status, text } = await call(method, `/unsubscribe/${token}`, method === 'POST' ? oneClick : {});
        answers.add(`${status} ${text}`);
      }
    }
    expect([...answers]).toEqual(['404 {"error":{"code":"unknown-link","message":"there is no such link"}}']);
    expect(optOuts).toEqual([]);
  });

  test('a person with a broken link sees a page that says so, and no code (R85)', async () => {
    const { call } = openPublic();
    const { status, text } = await call('GET', '/unsubscribe/broken', { headers: browser });
    expect([status, text]).toEqual([404, expect.stringContaining('This link does not work')]);
  });

  test('nothing that a campaign or a user is named gets into a page or a header (R85)', async () => {
    const attack = '"><script>alert(1)</script>\r\nSet-Cookie: a=b';
    const opened = openPublic();
    const token = opened.tokens.create('unsubscribe', {
      userId: attack,
      channel: 'email',
      campaignId: attack,
      dispatchId: attack,
    });
    for (const answer of [
      await opened.call('GET', `/unsubscribe/${token}`),
      await opened.call('POST', `/unsubscribe/${token}`, oneClick),
      await opened.call('GET', `/unsubscribe/${encodeURIComponent(attack)}`, { headers: browser }),
    ]) {
      expect(answer.text).not.toMatch(/<script|alert|Set-Cookie/i);
      expect([...answer.headers.values()].join()).not.toMatch(/script>|a=b/);
    }
  });

  test('the page allows no script, no frame, no other form, and its style only by its hash (R85)', async () => {
    const { call, path } = openLink();
    const { headers, text } = await call('GET', path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
    );
    const style = /<style>(.*)<\/style>/.exec(text)?.[1] ?? '';
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(style))).toString('base64');
    expect(policy).toContain(`'sha256-${digest}'`);
    expect(text).not.toMatch(/<script|javascript:|onclick|https?:/i);
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-robots-tag': 'noindex, nofollow',
    });
  });

  test('a page of another site cannot call it from a browser: no origin is allowed there (R85)', async () => {
    const { app, call, path } = openLink();
    const headers = { origin: 'https://shop.example' };
    expect(
      (await app.request(path, { method: 'OPTIONS', headers })).headers.get('access-control-allow-origin'),
    ).toBeNull();
    expect((await call('GET', path, { headers })).headers.get('access-control-allow-origin')).toBeNull();
  });

  test('a body of a megabyte is refused, whether or not its length is declared (R85)', async () => {
    const { call, path, optOuts } = openLink();
    const body = `List-Unsubscribe=One-Click&x=${'x'.repeat(1_000_000)}`;
    expect(
      (await call('POST', path, { headers: { ...FORM, 'content-length': String(body.length) }, body })).status,
    ).toBe(413);
    expect((await call('POST', path, { headers: FORM, body })).status).toBe(413);
    expect(optOuts).toEqual([]);
  });
});
