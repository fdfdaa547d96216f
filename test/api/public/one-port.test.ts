import { describe, expect, test } from 'vitest';
import { openApi } from '../../harness/api/open-api.ts';
import { openPublic } from '../../harness/api/open-public.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('public calls', () => {
  function openBoth() {
    const { deps, tokens, optOuts } = openPublic();
    return { ...openApi({ publicDeps: deps, tokens }), tokens, optOuts };
  }

  test('public calls are answered at the port of management too, with their headers and their limit of bodies', async () => {
    const { app, tokens, optOuts } = openBoth();
    const path = `/unsubscribe/${tokens.create('unsubscribe', { userId: 'ada', channel: 'email', campaignId: 'c' })}`;
    const answer = await app.request(path, { method: 'POST', headers: FORM, body: 'List-Unsubscribe=One-Click' });
    expect([answer.status, answer.headers.get('x-frame-options'), optOuts.length]).toEqual([200, 'DENY', 1]);
    const long = { method: 'POST', headers: FORM, body: 'x'.repeat(20_000) };
    expect((await app.request(path, long)).status).toBe(413);
  });

  test('a call of management beside public calls is open to no page of another origin, and takes long bodies', async () => {
    const { app } = openBoth();
    const headers = { origin: 'https://shop.example' };
    for (const path of ['/campaigns', '/inbox-tokens', '/events']) {
      const asked = await app.request(path, { method: 'OPTIONS', headers });
      expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([405, null]);
    }
    const body = JSON.stringify({ userId: 'ann', more: 'x'.repeat(20_000) });
    expect((await app.request('/inbox-tokens', { method: 'POST', headers, body })).status).toBe(422);
  });

  test('a token of the management call opens the inbox of its user at the public interface (R89)', async () => {
    const { call } = openBoth();
    const { body } = await call('POST', '/inbox-tokens', { userId: 'ann', ttl: '1 day' });
    const answer = await call('GET', '/inbox', undefined, { authorization: `Bearer ${body.token}` });
    expect([answer.status, answer.body]).toEqual([200, { messages: [] }]);
  });

  test('no call of management is answered by the public interface', async () => {
    const { app } = openPublic();
    for (const [method, path] of [
      ['GET', '/campaigns'],
      ['POST', '/inbox-tokens'],
      ['POST', '/events'],
      ['GET', '/decisions?userId=a'],
      ['POST', '/'],
      ['GET', '/openapi.json'],
    ] as const)
      expect((await app.request(path, { method })).status, path).toBe(404);
  });

  test('the calls of an installation without public dependencies are not there, nor in its document', async () => {
    const { app, call } = openApi();
    expect(app.routes.filter(({ path }) => path.startsWith('/inbox/') || path === '/inbox')).toEqual([]);
    expect((await call('GET', '/openapi.json')).body.paths['/inbox']).toBeUndefined();
  });
});
