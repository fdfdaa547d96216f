import { describe, expect, test } from 'vitest';
import { findCampaigns } from '../../api/find-campaigns.ts';
import type { Campaigns } from '../../core/ports.ts';
import { openApi, received, resend } from '../harness/api/open-api.ts';

const AT = '2026-12-01T09:00:00.000Z';
const SUMMARIES = '/campaigns?view=summary';

type Call = ReturnType<typeof openApi>['call'];

/** Returns the ids on every page of a list, page by page. */
async function idsOf(call: Call, path: string): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const next: { readonly body: { campaigns: { id: string }[]; cursor?: string } } = await call(
      'GET',
      cursor === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`,
    );
    pages.push(next.body.campaigns.map(({ id }) => id));
    cursor = next.body.cursor;
  } while (cursor !== undefined);
  return pages;
}

describe('the summaries of campaigns', () => {
  test('a summary shows status, versions, project, counts with their age and the next departure, and no definition (R50, R74)', async () => {
    const { call, publish, put } = openApi();
    await publish(resend);
    await put(received('ada'));
    const { status, body } = await call('GET', SUMMARIES);
    expect([status, body]).toEqual([
      200,
      {
        campaigns: [
          {
            id: 'resend-welcome',
            name: 'Resend the welcome email',
            status: 'published',
            version: 1,
            publishedVersion: 1,
            publishedAt: AT,
            follows: ['welcome-email'],
            definitionHash: expect.stringMatching(/^[\w-]{43}$/),
            nextDeparture: '2026-12-08T09:08:42.000Z',
            counts: expect.objectContaining({ enrolled: 1, waiting: 1, dispatched: 0, cancelled: 0 }),
            countedAt: AT,
          },
        ],
      },
    ]);
  });

  test('a list has at most as many campaigns on a page as its limit allows, with and without a filter, and misses none', async () => {
    const { call } = openApi();
    const ids = ['a', 'b', 'c', 'd', 'e'];
    for (const id of ids) await call('PUT', `/campaigns/${id}`, { ...resend, id });
    for (const path of [
      '/campaigns?limit=2',
      `${SUMMARIES}&limit=2`,
      `${SUMMARIES}&limit=2&status=draft`,
      '/campaigns?q=resend&limit=2',
    ])
      expect(await idsOf(call, path), path).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    for (const limit of ['1', '100', '']) expect((await call('GET', `/campaigns?limit=${limit}`)).status).toBe(200);
    for (const limit of ['0', '101', '-1', '1.5', 'all'])
      expect(await call('GET', `/campaigns?limit=${limit}`)).toMatchObject({
        status: 400,
        body: {
          error: { code: 'invalid-limit', message: `limit: expected a whole number from 1 to 100, found ${limit}` },
        },
      });
  });

  test('the hash of a definition changes with the definition alone, and not with the order of its fields (R97)', async () => {
    const { call } = openApi();
    const hash = async () => (await call('GET', SUMMARIES)).body.campaigns[0].definitionHash;
    await call('PUT', '/campaigns/resend-welcome', resend);
    const first = await hash();
    await call('PUT', '/campaigns/resend-welcome', { ...resend, delay: '8 days' });
    const second = await hash();
    await call('PUT', '/campaigns/resend-welcome', Object.fromEntries(Object.entries(resend).toReversed()));
    expect([first === second, await hash()]).toEqual([false, first]);
  });

  test('the summary of a campaign of a project names the project, and whether it was changed by hand since (R55)', async () => {
    const { call } = openApi();
    const { token } = (await call('POST', '/apply/begin', { project: 'shop' })).body;
    const act = { token, revision: 0, state: 'published', definition: resend };
    await call('POST', '/campaigns/resend-welcome/apply', act);
    const summary = async () => (await call('GET', SUMMARIES)).body.campaigns[0];
    expect(await summary()).toMatchObject({ project: 'shop' });
    expect(await summary()).not.toHaveProperty('changedByHand');
    await call('POST', '/campaigns/resend-welcome/stop');
    expect(await summary()).toMatchObject({ project: 'shop', changedByHand: true, stoppedAt: AT });
  });

  test('the summary of a paused campaign shows the pause, and the departure that it holds back (R92)', async () => {
    const { call, machine, publish, put } = openApi();
    await publish(resend);
    await put(received('ada'));
    await call('POST', '/campaigns/resend-welcome/pause');
    await machine.advanceTo(Date.UTC(2026, 11, 8, 10));
    expect((await call('GET', SUMMARIES)).body.campaigns).toMatchObject([
      {
        paused: { by: 'grace', at: AT, isAll: false },
        nextDeparture: '2026-12-08T09:08:42.000Z',
        counts: { waiting: 1 },
      },
    ]);
  });

  test('the summary of a campaign shows no departure once the last one has left, nor after it was stopped', async () => {
    const { call, machine, publish, put } = openApi();
    await publish(resend);
    await put(received('ada'));
    await machine.advanceTo(Date.UTC(2026, 11, 8, 9, 8, 42));
    await put(received('ben', { occurredAt: '2026-12-08T09:08:00Z' }));
    const summary = async () => (await call('GET', SUMMARIES)).body.campaigns[0];
    expect((await summary()).nextDeparture).toMatch(/^2026-12-15/);
    await call('POST', '/campaigns/resend-welcome/stop');
    expect(await summary()).not.toHaveProperty('nextDeparture');
  });
});

describe('the lists of campaigns', () => {
  test.each(['/campaigns', SUMMARIES])('the list %s can be limited to a status (R50)', async (path) => {
    const { call, publish } = openApi();
    for (const id of ['one', 'two', 'three']) await publish({ ...resend, id });
    await call('POST', '/campaigns/one/stop');
    await call('POST', '/campaigns/two/archive');
    await call('PUT', '/campaigns/four', { ...resend, id: 'four' });
    const withStatus = (status: string) => `${path}${path.includes('?') ? '&' : '?'}status=${status}`;
    for (const [status, ids] of Object.entries({
      draft: ['four'],
      published: ['three'],
      stopped: ['one'],
      archived: ['two'],
    }))
      expect([status, await idsOf(call, withStatus(status))]).toEqual([status, [ids]]);
    expect((await idsOf(call, withStatus(''))).flat()).toEqual(['four', 'one', 'three', 'two']);
  });

  test.each(['/campaigns', SUMMARIES])(
    'the list %s can be limited to campaigns with a text in their id or name, in any case',
    async (path) => {
      const { call } = openApi();
      const names = { one: 'Olá, São Paulo', two: 'sale', three: 'Nothing' };
      for (const [id, name] of Object.entries(names)) await call('PUT', `/campaigns/${id}`, { ...resend, id, name });
      const found = async (q: string) =>
        (await idsOf(call, `${path}${path.includes('?') ? '&' : '?'}q=${encodeURIComponent(q)}`)).flat();
      expect(await found('SA')).toEqual(['two']);
      expect(await found('o')).toEqual(['one', 'three', 'two']);
      expect(await found('são paulo'.normalize('NFD'))).toEqual(['one']);
      expect(await found('%')).toEqual([]);
      expect(await found('')).toEqual(['one', 'three', 'two']);
    },
  );

  test.each(['/campaigns', SUMMARIES])(
    'the list %s can be limited to campaigns that follow another one, by their newest definition (R50)',
    async (path) => {
      const { call } = openApi();
      const follow = (...campaigns: readonly string[]) =>
        campaigns.map((campaign) => ({ interaction: 'email.received', campaign }));
      const triggers = {
        one: follow('welcome-email'),
        two: [...follow('sale'), ...follow('welcome-email')],
        three: [{ behavior: 'session.started' }],
        four: follow('welcome'),
      };
      for (const [id, of] of Object.entries(triggers))
        await call('PUT', `/campaigns/${id}`, { ...resend, id, triggers: of });
      await call('PUT', '/campaigns/welcome-email', { id: 'welcome-email', name: 'Welcome', sentElsewhere: true });
      const find = async (id: string, more = '') =>
        (await idsOf(call, `${path}${path.includes('?') ? '&' : '?'}follows=${encodeURIComponent(id)}${more}`)).flat();
      expect(await find('welcome-email')).toEqual(['one', 'two']);
      expect(await find('welcome-email', '&q=tw')).toEqual(['two']);
      expect(await find('welcome-email', '&status=published')).toEqual([]);
      expect(await find('sale')).toEqual(['two']);
      expect(await find('an id of another tool')).toEqual([]);
      expect(await find('')).toHaveLength(5);
      await call('PUT', '/campaigns/one', { ...resend, id: 'one', triggers: follow('sale') });
      expect(await find('welcome-email')).toEqual(['two']);
    },
  );

  test('a campaign that was saved by an earlier release is found by what its definition follows (R50)', async () => {
    const { call, machine } = openApi();
    await call('PUT', '/campaigns/resend-welcome', resend);
    const { campaigns } = machine.services;
    const saved = await campaigns.get('resend-welcome');
    if (saved === undefined) throw new Error('expected the campaign that was saved');
    const list: Campaigns['list'] = async () => ({ items: [{ ...saved, hashed: undefined }] });
    const getDefinition: Campaigns['getDefinition'] = (id, version) => campaigns.getDefinition(id, version);
    const filter = { status: undefined, search: undefined };
    const find = (follows: string) =>
      findCampaigns({ ...filter, follows }, { position: { skip: 0 }, limit: 100 }, { list, getDefinition });
    expect((await find('welcome-email')).found).toHaveLength(1);
    expect((await find('sale')).found).toEqual([]);
  });

  test.each([
    ['view', 'unknown-view', 'one of summary'],
    ['status', 'unknown-status', 'one of draft, published, stopped, archived'],
  ])(
    'a list of campaigns with an unknown %s is refused with 400, which names the parameter',
    async (path, code, expected) => {
      const { call } = openApi();
      const { status, body } = await call('GET', `/campaigns?${path}=Everything`);
      const message = `${path}: expected ${expected}, found Everything`;
      expect([status, body]).toEqual([
        400,
        { error: { code, message, details: [{ path, found: 'Everything', expected }] } },
      ]);
    },
  );

  test('a thousand campaigns are listed page by page, and one of them is found in one call', {
    timeout: 60_000,
  }, async () => {
    const { call } = openApi();
    const ids = Array.from({ length: 1_000 }, (_, index) => `c-${String(index).padStart(3, '0')}`);
    for (const id of ids) await call('PUT', `/campaigns/${id}`, { ...resend, id, name: `Campaign ${id}` });
    const pages = await idsOf(call, SUMMARIES);
    expect([pages.length, pages.flat()]).toEqual([10, ids]);
    expect(await idsOf(call, `${SUMMARIES}&q=C-999`)).toEqual([['c-999']]);
    expect((await idsOf(call, `${SUMMARIES}&q=c-1`)).flat()).toEqual(ids.slice(100, 200));
    expect(await idsOf(call, `${SUMMARIES}&q=c-99&follows=welcome-email`)).toEqual([ids.slice(990)]);
    expect(await idsOf(call, `${SUMMARIES}&follows=welcome-email&limit=100`)).toHaveLength(10);
    const some = await idsOf(call, `${SUMMARIES}&q=5`);
    expect([some.flat(), some.map(({ length }) => length)]).toEqual([
      ids.filter((id) => id.includes('5')),
      [100, 100, 71],
    ]);
  });

  test('a cursor belongs to the view, the status, the text and the followed campaign of its list (R68)', async () => {
    const { call } = openApi();
    for (let each = 0; each < 101; each++) await call('PUT', `/campaigns/c-${each}`, { ...resend, id: `c-${each}` });
    const { cursor } = (await call('GET', `${SUMMARIES}&status=draft&q=c`)).body;
    expect((await call('GET', `${SUMMARIES}&status=draft&q=c&cursor=${cursor}`)).body.campaigns).toHaveLength(1);
    for (const query of [
      'view=summary&status=draft',
      'view=summary&q=c',
      'status=draft&q=c',
      'view=summary&status=draft&q=c&follows=welcome-email',
      '',
    ])
      expect([query, (await call('GET', `/campaigns?${query}&cursor=${cursor}`)).body.error?.code]).toEqual([
        query,
        'broken-cursor',
      ]);
  });
});
