import { expect, test } from 'vitest';
import { MAX_BODY_BYTES } from '../../api/limit-body.ts';
import { bought, openApi, resend } from '../harness/api/open-api.ts';

test('an unknown path is 404', async () => {
  const { call } = openApi();
  for (const path of ['/nothing', '/campaigns/a/b', '/campaigns/', '/users/ada']) {
    const { status, body } = await call('GET', path);
    expect([status, body.error.code]).toEqual([404, 'unknown-path']);
  }
});

test('a wrong method is 405 and names the right ones', async () => {
  const { call } = openApi();
  const { status, headers, body } = await call('DELETE', '/campaigns/resend-welcome');
  expect([status, headers.get('allow'), body.error.code]).toEqual([405, 'GET, PUT', 'wrong-method']);
  expect((await call('GET', '/events')).status).toBe(405);
  expect((await call('GET', '/campaigns/a/stop')).status).toBe(405);
});

test('a body of 4 MiB is read; one byte more is 413', async () => {
  const { call } = openApi();
  const body = (length: number) => {
    const json = JSON.stringify({ entries: [bought('ada')] });
    return json + ' '.repeat(length - json.length);
  };
  expect((await call('POST', '/events', body(MAX_BODY_BYTES))).status).toBe(200);
  const refused = await call('POST', '/events', body(MAX_BODY_BYTES + 1));
  expect(refused).toMatchObject({ status: 413, body: { error: { code: 'body-too-large' } } });
});

test('a body that is not JSON is 400 in every call', async () => {
  const { call } = openApi();
  const bearer = { authorization: 'Bearer a secret' };
  for (const [method, path] of [
    ['PUT', '/campaigns/a'],
    ['POST', '/events'],
    ['POST', '/ingest/currents'],
  ] as const) {
    for (const text of ['', '{', 'nothing']) {
      const { status, body } = await call(method, path, text, bearer);
      expect([status, body.error.code]).toEqual([400, 'invalid-json']);
    }
  }
});

test('a campaign that is nested too deep to be stored is 400', async () => {
  const { call } = openApi();
  const nested = (depth: number) => `${'['.repeat(depth)}"[[["${']'.repeat(depth)}`;
  expect((await call('PUT', '/campaigns/a', nested(200))).body.error.code).toBe('invalid-campaign');
  for (const depth of [201, 1_000_000]) {
    expect((await call('PUT', '/campaigns/a', nested(depth))).body.error.code).toBe('nested-too-deep');
  }
});

test('a body without entries is 400, however deep it is nested', async () => {
  const { call } = openApi();
  const bearer = { authorization: 'Bearer a secret' };
  for (const deep of [
    '['.repeat(1_000_000) + ']'.repeat(1_000_000),
    `${'{"a":'.repeat(600_000)}1${'}'.repeat(600_000)}`,
  ]) {
    expect(await call('POST', '/events', deep)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid-entries' } },
    });
    expect(await call('POST', '/ingest/currents', deep, bearer)).toMatchObject({ status: 400 });
  }
});

test('a campaign that is not in UTF-8 is 400, because its text would be changed without a warning', async () => {
  const { app } = openApi();
  const body = Buffer.from(JSON.stringify({ ...resend, name: 'Grüße' }), 'latin1');
  const response = await app.request('/campaigns/resend-welcome', { method: 'PUT', body });
  expect([response.status, await response.json()]).toMatchObject([400, { error: { code: 'not-utf8' } }]);
});

test('an error that is thrown is 500, and the answer reveals nothing about it', async () => {
  const { call } = openApi({
    bus: {
      put: async () => {
        throw new Error('password 1234');
      },
    },
  });
  const { status, body } = await call('POST', '/events', { entries: [bought('ada')] });
  expect([status, body.error.code]).toEqual([500, 'internal-failure']);
  expect(JSON.stringify(body)).not.toContain('1234');
});

test('a broken cursor is 400 in every list', async () => {
  const { call } = openApi();
  await call('PUT', '/campaigns/resend-welcome', resend);
  const enrollments = '/campaigns/resend-welcome/enrollments';
  const lists = ['/campaigns', '/refused', '/users/ada/decisions', enrollments];
  for (const path of [...lists, `${enrollments}?userId=ada`]) {
    for (const cursor of ['garbage', Buffer.from('{"a":1}').toString('base64url')]) {
      const { status, body } = await call('GET', `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`);
      expect([path, status, body.error.code]).toEqual([path, 400, 'broken-cursor']);
    }
  }
});

test('the health is 200 while the installation can work, else 503', async () => {
  let isHealthy = true;
  const { call } = openApi({ isHealthy: () => isHealthy });
  expect((await call('GET', '/health')).status).toBe(200);
  isHealthy = false;
  expect(await call('GET', '/health')).toMatchObject({ status: 503, body: { error: { code: 'unhealthy' } } });
});

test('a call that failed is logged with the pattern of its route, because its path contains the id of a user', async () => {
  const lines: unknown[] = [];
  const { call } = openApi({
    services: (services) => ({
      ...services,
      log: { ...services.log, warn: (code, facts) => lines.push([code, facts['method'], facts['route']]) },
      rows: { ...services.rows, listByUser: () => Promise.reject(new Error('the store broke')) },
    }),
  });
  expect((await call('GET', '/users/ada/decisions')).status).toBe(500);
  expect((await call('GET', '/decisions?userId=ada')).status).toBe(500);
  expect(lines).toEqual([
    ['REQUEST_FAILED', 'GET', '/users/:id/decisions'],
    ['REQUEST_FAILED', 'GET', '/decisions'],
  ]);
});
