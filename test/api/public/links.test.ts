import { describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../../core/contracts/time-span.ts';
import { parseEntry } from '../../../core/parse-entry.ts';
import { NOON } from '../../harness/adapters/sample.ts';
import { openPublic } from '../../harness/api/open-public.ts';

const open = { userId: 'ada', campaignId: 'welcome', dispatchId: 'd1', part: 0 };
const link = { ...open, url: 'https://shop.example/cart?a=1&b=%20#top' };

describe('links of emails', () => {
  test('a link leads to its address, and reports a click of its dispatch (R94)', async () => {
    const { call, tokens, reported } = openPublic();
    const { status, headers } = await call('GET', `/l/${tokens.create('link', link)}`);
    expect([status, headers.get('location'), headers.get('cache-control')]).toEqual([302, link.url, 'no-store']);
    expect(reported).toEqual([
      {
        Source: 'campaign-connector',
        DetailType: 'Campaign Interaction',
        Detail: {
          id: expect.any(String),
          interaction: 'email.clicked',
          userId: 'ada',
          campaignId: 'welcome',
          dispatchId: 'd1',
          linkUrl: link.url,
          occurredAt: '2026-12-01T12:00:00.000Z',
        },
      },
    ]);
    expect(parseEntry(reported[0], { now: NOON, entryId: 'x' })).toHaveProperty('event');
  });

  test('a link with an alias reports its alias too, as one event of two interactions (R94)', async () => {
    const { call, tokens, reported } = openPublic();
    await call('GET', `/l/${tokens.create('link', { ...link, alias: 'cart' })}`);
    expect(reported.map(({ Detail }) => [Detail['interaction'], Detail['linkAlias']])).toEqual([
      ['email.clicked', undefined],
      ['email.alias_clicked', 'cart'],
    ]);
    expect(new Set(reported.map(({ Detail }) => Detail['id'])).size).toBe(1);
  });

  test('a link that is called again and again within a minute is one click; a minute later it is another (R94)', async () => {
    const { call, tokens, reported, time } = openPublic();
    const path = `/l/${tokens.create('link', link)}`;
    for (const later of [0, 59 * SECOND, MINUTE]) {
      time.now = NOON + later;
      await call('GET', path);
    }
    const ids = reported.map(({ Detail }) => Detail['id']);
    expect([ids[0] === ids[1], ids[1] === ids[2]]).toEqual([true, false]);
  });

  test('a scanner that calls a link by HEAD reports no click, and is led to the address', async () => {
    const { call, tokens, reported } = openPublic();
    const { status, headers } = await call('HEAD', `/l/${tokens.create('link', link)}`);
    expect([status, headers.get('location')]).toEqual([302, link.url]);
    await call('HEAD', `/o/${tokens.create('open', open)}`);
    expect(reported).toEqual([]);
  });

  test('a user is led to the address also while nothing can be reported, and operators see that', async () => {
    const { call, tokens, warned } = openPublic({ report: () => Promise.reject(new Error('no bus')) });
    expect((await call('GET', `/l/${tokens.create('link', link)}`)).status).toBe(302);
    expect((await call('GET', `/o/${tokens.create('open', open)}`)).status).toBe(200);
    expect(warned).toEqual([
      ['INTERACTION_NOT_REPORTED', { interaction: 'email.clicked', error: 'Error: no bus' }],
      ['INTERACTION_NOT_REPORTED', { interaction: 'email.opened', error: 'Error: no bus' }],
    ]);
  });

  test('a user who denied tracking is led to the address, and nothing is reported, also while that cannot be read (R94)', async () => {
    const denied = openPublic({ isTracked: async (userId) => userId !== 'ada' });
    const failing = openPublic({ isTracked: () => Promise.reject(new Error('throttled')) });
    for (const { call, tokens, reported, deliveryReports } of [denied, failing]) {
      expect((await call('GET', `/l/${tokens.create('link', link)}`)).headers.get('location')).toBe(link.url);
      expect((await call('GET', `/o/${tokens.create('open', open)}`)).status).toBe(200);
      expect([reported, deliveryReports]).toEqual([[], []]);
    }
    await denied.call('GET', `/l/${denied.tokens.create('link', { ...link, userId: 'bob' })}`);
    expect(denied.reported.length).toBe(1);
    expect(failing.warned.length).toBe(2);
  });

  test('an open and a click are recorded at the delivery of the message, each only where it is tracked (R94)', async () => {
    const { call, tokens, deliveryReports } = openPublic();
    await call('GET', `/l/${tokens.create('link', { ...link, part: 1 })}`);
    await call('GET', `/o/${tokens.create('open', open)}`);
    const delivery = { dispatchId: 'd1', channel: 'email', at: NOON };
    const [clicked, opened] = [
      { ...delivery, part: 1, report: 'clicked' },
      { ...delivery, part: 0, report: 'opened' },
    ];
    expect(deliveryReports).toEqual([clicked, opened]);
    const opensOnly = openPublic({ isTracked: async (_, interaction) => interaction === 'opens' });
    await opensOnly.call('GET', `/l/${tokens.create('link', link)}`);
    await opensOnly.call('GET', `/o/${tokens.create('open', open)}`);
    expect(opensOnly.deliveryReports).toEqual([opened]);
  });

  test('an address with characters outside ASCII is encoded in the header', async () => {
    const { call, tokens } = openPublic();
    const url = 'https://bücher.example/straße?q=ü';
    const { headers } = await call('GET', `/l/${tokens.create('link', { ...link, url })}`);
    expect(headers.get('location')).toBe('https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%BC');
  });

  test('no call can lead to an address that is not in its link', async () => {
    const { call, tokens, reported } = openPublic();
    const path = `/l/${tokens.create('link', link)}`;
    for (const query of [
      '?url=https://evil.example',
      '?next=//evil.example',
      '%0d%0aLocation:%20https://evil.example',
    ]) {
      const { status, headers } = await call('GET', `${path}${query}`);
      expect([302, 404]).toContain(status);
      expect(headers.get('location') ?? link.url).toBe(link.url);
    }
    reported.length = 0;
    for (const token of [
      '//evil.example',
      'https:%2F%2Fevil.example',
      'javascript:alert(1)',
      tokens.create('open', open),
    ]) {
      const { status, headers } = await call('GET', `/l/${token}`);
      expect([status, headers.get('location')]).toEqual([404, null]);
    }
    expect(reported).toEqual([]);
  });
});

describe('the pixel of emails', () => {
  test('the pixel is an image that no cache keeps, and reports an open of its dispatch (R94)', async () => {
    const { call, tokens, reported } = openPublic();
    const { status, headers, response } = await call('GET', `/o/${tokens.create('open', open)}`);
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([200, 'image/gif', 'no-store']);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([bytes.subarray(0, 6).toString(), bytes.readUInt16LE(6), bytes.readUInt16LE(8)]).toEqual(['GIF89a', 1, 1]);
    expect(reported).toMatchObject([{ Detail: { interaction: 'email.opened', userId: 'ada', dispatchId: 'd1' } }]);
    expect(reported[0]?.Detail).not.toHaveProperty('openKind');
  });

  test('an open by a program is distinguished where the user agent says so (R64)', async () => {
    const { call, tokens, reported } = openPublic({
      guessOpenKind: (agent) => (agent === 'Mozilla/5.0' ? 'machine' : 'human'),
    });
    const path = `/o/${tokens.create('open', open)}`;
    await call('GET', path, { headers: { 'user-agent': 'Mozilla/5.0' } });
    await call('GET', path, { headers: { 'user-agent': 'GoogleImageProxy' } });
    expect(reported.map(({ Detail }) => Detail['openKind'])).toEqual(['machine', 'human']);
  });

  test('a pixel that was changed, or is the token of a link, reports nothing', async () => {
    const { call, tokens, reported } = openPublic();
    const token = tokens.create('open', open);
    for (const wrong of [`${token}A`, token.slice(0, -2), tokens.create('link', link)])
      expect((await call('GET', `/o/${wrong}`)).status).toBe(404);
    expect(reported).toEqual([]);
  });
});
