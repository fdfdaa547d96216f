import { describe, expect, test } from 'vitest';
import { openApi, resend } from '../harness/api/open-api.ts';

const AT = '2026-12-01T09:00:00.000Z';

describe('the calls that pause and resume', () => {
  test('one campaign can be paused, is shown with who paused it, and can be resumed (R74, R92)', async () => {
    const { call, publish } = openApi();
    await publish(resend);
    expect((await call('GET', '/campaigns/resend-welcome')).body).not.toHaveProperty('paused');
    const paused = await call('POST', '/campaigns/resend-welcome/pause');
    expect(paused).toMatchObject({ status: 200, body: { by: 'grace', at: AT } });
    const shown = await call('GET', '/campaigns/resend-welcome');
    expect(shown.body.paused).toEqual({ by: 'grace', at: AT, isAll: false });
    expect((await call('GET', '/campaigns')).body.campaigns[0].paused).toEqual({ by: 'grace', at: AT, isAll: false });
    expect((await call('POST', '/campaigns/resend-welcome/resume')).body).toEqual({ at: AT });
    expect((await call('GET', '/campaigns/resend-welcome')).body).not.toHaveProperty('paused');
  });

  test('all campaigns can be paused, and resumed (R92)', async () => {
    const { call, publish } = openApi();
    await publish(resend);
    expect((await call('POST', '/pause')).body).toEqual({ by: 'grace', at: AT });
    const shown = await call('GET', '/campaigns/resend-welcome');
    expect(shown.body.paused).toEqual({ by: 'grace', at: AT, isAll: true });
    expect((await call('POST', '/resume')).body).toEqual({ at: AT });
    expect((await call('GET', '/campaigns/resend-welcome')).body).not.toHaveProperty('paused');
  });

  test('GET /pause lists what is paused, and who paused and resumed what (R74, R92)', async () => {
    const { call, publish } = openApi();
    await publish(resend);
    expect((await call('GET', '/pause')).body).toEqual({ campaigns: {}, history: [] });
    await call('POST', '/pause');
    await call('POST', '/resume');
    await call('POST', '/campaigns/resend-welcome/pause');
    expect((await call('GET', '/pause')).body).toEqual({
      campaigns: { 'resend-welcome': { by: 'grace', at: AT } },
      history: [
        { at: AT, by: 'grace', did: 'paused' },
        { at: AT, by: 'grace', did: 'resumed' },
        { at: AT, by: 'grace', did: 'paused', campaignId: 'resend-welcome' },
      ],
    });
  });

  test('a call that repeats a pause or a resume is answered as done already (R92)', async () => {
    const { call } = openApi();
    await call('POST', '/pause');
    expect((await call('POST', '/pause')).body).toEqual({ by: 'grace', at: AT, already: true });
    await call('POST', '/resume');
    expect((await call('POST', '/resume')).body).toEqual({ at: AT, already: true });
  });

  test('a pause is answered 404 for a campaign that does not exist, and 409 for one that is archived (R92)', async () => {
    const { call, publish } = openApi();
    expect((await call('POST', '/campaigns/missing/pause')).status).toBe(404);
    expect((await call('POST', '/campaigns/missing/resume')).status).toBe(404);
    await publish(resend);
    await call('POST', '/campaigns/resend-welcome/archive');
    const refused = await call('POST', '/campaigns/resend-welcome/pause');
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'archived' } } });
  });
});
