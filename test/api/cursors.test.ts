import { expect, test } from 'vitest';
import { openApi, received, resend } from '../harness/api/open-api.ts';

const ENROLLMENTS = '/campaigns/resend-welcome/enrollments';
const PATHS = [
  ...['/campaigns', '/campaigns?view=summary', '/refused', '/decisions?userId=ada', '/users/ada/decisions'],
  ...['/deliveries?userId=ada', '/deliveries?campaignId=resend-welcome'],
  ...['/campaigns/resend-welcome/versions', '/campaigns/resend-welcome/waves'],
  ...[ENROLLMENTS, `${ENROLLMENTS}?state=waiting`, `${ENROLLMENTS}?userId=ada`],
];

const at = (path: string, cursor: string) => `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`;
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Opens an installation in which every list has a second page. Returns the cursors of the second pages by the path of the list. */
async function withCursors() {
  const api = openApi();
  for (let each = 0; each < 101; each++) {
    const id = `c-${String(each).padStart(3, '0')}`;
    await api.call('PUT', `/campaigns/${id}`, { ...resend, id });
  }
  for (let each = 0; each < 100; each++)
    await api.call('PUT', '/campaigns/resend-welcome', { ...resend, name: `N${each}` });
  await api.publish({ ...resend, reeligibility: 'immediately', exceptions: [] });
  for (let each = 0; each < 102; each++) await api.put(received(`user-${each}`));
  await api.put(...Array.from({ length: 100 }, (_, each) => received('ada', { id: `ada-${each}` })));
  await api.machine.advanceTo(Date.UTC(2026, 11, 9));
  const hours = Array.from({ length: 21 }, (_, hour) => new Date(Date.UTC(2026, 11, 5, hour)).toISOString());
  await api.put(...hours.map((occurredAt, hour) => received(`hourly-${hour}`, { occurredAt })));
  await api.put(received('ada', { id: 'ada-last', occurredAt: '2026-12-09T00:00:00Z' }));
  await api.put(...Array.from({ length: 501 }, () => ({ Source: 'nobody' })));
  const cursors = new Map<string, string>();
  for (const path of PATHS.filter((each) => !each.includes('state='))) {
    const { body } = await api.call('GET', path);
    if (typeof body.cursor === 'string') cursors.set(path, body.cursor);
  }
  return { ...api, cursors };
}

test('a cursor that was made up is refused in every list, and not answered with an empty page (R68)', async () => {
  const { call } = openApi();
  await call('PUT', '/campaigns/resend-welcome', resend);
  const invented = [
    'abc',
    'garbage!',
    '0',
    'null',
    '%00',
    'x'.repeat(5_000),
    encoded('abc'),
    encoded(0),
    encoded(null),
  ];
  const forged = [
    ...['campaigns', 'refused', 'dispatches'].flatMap((list) => [
      [1, list],
      [1, list, null],
      [0, list, '1'],
      [2, list, '1'],
    ]),
    ...['abc', '-1', '1.5', '1e3', 'NaN', '99999999999999999999', '', ' ', '\ud800', 'ä|#'].map((place) => [
      1,
      'refused',
      place,
    ]),
    ...['A b', '../x', '\ud800', 'x'.repeat(2_000).concat('!')].map((from) => [1, 'campaigns', { from, skip: 0 }]),
    [1, 'campaigns', { skip: -1 }],
    [1, 'refused', '1', 'more'],
  ].map(encoded);
  for (const path of PATHS)
    for (const cursor of [...invented, ...forged]) {
      const { status, body } = await call('GET', at(path, cursor));
      expect([path, cursor, status, body.error?.code]).toEqual([path, cursor, 400, 'broken-cursor']);
      expect(body.error.details).toMatchObject([{ path: 'cursor', expected: expect.any(String) }]);
    }
});

test('a cursor of one list is refused in every other list, so that no wrong page is returned (R68)', {
  timeout: 60_000,
}, async () => {
  const { call, cursors } = await withCursors();
  expect([...cursors.keys()]).toEqual(PATHS.filter((path) => !path.includes('state=')));
  for (const [own, cursor] of cursors) {
    expect([own, (await call('GET', at(own, cursor))).status]).toEqual([own, 200]);
    // Both calls that list the decisions about a user are one list.
    const isOther = (path: string) => path !== own && !(path.includes('decisions') && own.includes('decisions'));
    const others = ['/decisions?userId=bob', '/users/ada/decisions?campaignId=another', `${ENROLLMENTS}?state=waiting`];
    for (const path of [...PATHS.filter(isOther), ...others, ENROLLMENTS.replace('resend-welcome', 'c-001')]) {
      if (!isOther(path)) continue;
      expect([own, path, (await call('GET', at(path, cursor))).body.error?.code]).toEqual([own, path, 'broken-cursor']);
    }
  }
});

test('both calls that list the decisions about a user accept the same cursor (R70)', { timeout: 60_000 }, async () => {
  const { call, cursors } = await withCursors();
  const cursor = cursors.get('/decisions?userId=ada') ?? '';
  const one = await call('GET', at('/decisions?userId=ada', cursor));
  const other = await call('GET', at('/users/ada/decisions', cursor));
  expect(one.body.decisions.length).toBeGreaterThan(0);
  expect(other.body).toEqual(one.body);
});
