import { describe, expect, test } from 'vitest';
import { openApi } from '../harness/api/open-api.ts';

const AT = '2026-12-01T09:00:00.000Z';

describe('the calls that show and change the settings', () => {
  test('GET /settings answers the zone of the company, UTC until one is set (R21)', async () => {
    const { call } = openApi();
    expect(await call('GET', '/settings')).toMatchObject({
      status: 200,
      body: { revision: 0, companyZone: 'UTC', frequencyCaps: [], history: [] },
    });
  });

  test('PUT /settings changes what it names, and records who did (R21, R74)', async () => {
    const { call } = openApi();
    const changed = await call('PUT', '/settings', { companyZone: 'Europe/Berlin' });
    const settings = {
      revision: 1,
      companyZone: 'Europe/Berlin',
      consent: { email: 'subscribed', sms: 'optedIn', push: 'subscribed' },
      tracking: { opens: false, clicks: false },
      frequencyCaps: [],
      history: [{ at: AT, by: 'grace', changed: ['companyZone'] }],
    };
    expect(changed).toMatchObject({ status: 200, body: { ...settings, warnings: [] } });
    expect((await call('GET', '/settings')).body).toEqual(settings);
    expect((await call('PUT', '/settings', { companyZone: null })).body).toMatchObject({
      revision: 2,
      companyZone: 'UTC',
    });
  });

  test('PUT /settings changes the consent that channels need, and null brings the default back (R82)', async () => {
    const { call } = openApi();
    const consent = { sms: 'subscribed', email: 'optedIn' };
    const all = { email: 'optedIn', sms: 'subscribed', push: 'subscribed' };
    expect((await call('PUT', '/settings', { consent })).body).toMatchObject({ revision: 1, consent: all });
    expect((await call('PUT', '/settings', { consent: null })).body).toMatchObject({
      revision: 2,
      consent: { email: 'subscribed', sms: 'optedIn', push: 'subscribed' },
    });
  });

  test('PUT /settings turns the tracking of opens and clicks on one by one, and null turns both off (R94)', async () => {
    const { call } = openApi();
    const change = async (tracking: object | null) => (await call('PUT', '/settings', { tracking })).body.tracking;
    expect(await change({ opens: true })).toEqual({ opens: true, clicks: false });
    expect(await change({ clicks: true })).toEqual({ opens: false, clicks: true });
    expect(await change(null)).toEqual({ opens: false, clicks: false });
  });

  test('PUT /settings answers settings that are so already as unchanged (R97)', async () => {
    const { call } = openApi();
    await call('PUT', '/settings', { companyZone: 'Europe/Berlin' });
    const again = await call('PUT', '/settings', { companyZone: 'Europe/Berlin' });
    expect(again.body).toMatchObject({ revision: 1, unchanged: true });
  });

  test('PUT /settings sets frequency caps without a warning, because they are applied (R45)', async () => {
    const { call } = openApi();
    const changed = await call('PUT', '/settings', { frequencyCaps: [{ atMost: 3, in: '7 days' }] });
    expect(changed.body).toMatchObject({
      frequencyCaps: [{ atMost: 3, in: '7 days' }],
      warnings: [],
    });
  });

  test('PUT /settings answers 422 with every fault, and changes nothing (R21)', async () => {
    const { call } = openApi();
    const refused = await call('PUT', '/settings', {
      companyZone: 'Berlin',
      frequencyCaps: [{ atMost: 0, in: '1 day' }],
    });
    expect(refused).toMatchObject({
      status: 422,
      body: {
        error: {
          code: 'invalid-settings',
          message: expect.stringMatching(/^companyZone: expected .+, found .+; and 1 more$/),
          details: [{ path: 'companyZone' }, { path: 'frequencyCaps.0.atMost' }],
        },
      },
    });
    expect((await call('GET', '/settings')).body).toMatchObject({ revision: 0 });
  });

  test('PUT /settings with If-Match changes that revision only, the first one by "0" (R97)', async () => {
    const { call } = openApi();
    const change = (zone: string, tag: string) => call('PUT', '/settings', { companyZone: zone }, { 'if-match': tag });
    expect((await change('Europe/Berlin', '"1"')).status).toBe(412);
    expect((await change('Europe/Berlin', '"0"')).status).toBe(200);
    const late = await change('Asia/Tokyo', '"0"');
    expect(late).toMatchObject({ status: 412, body: { error: { code: 'changed-meanwhile' } } });
    expect(late.body.error.message).toBe(`revision: expected 0, found revision 1, made by grace at ${AT}`);
    expect((await change('Asia/Tokyo', 'one')).status).toBe(400);
    expect((await call('GET', '/settings')).body).toMatchObject({ revision: 1, companyZone: 'Europe/Berlin' });
  });
});
