import { describe, expect, test } from 'vitest';
import { openApi, resend } from '../harness/api/open-api.ts';

const MEASURED = { ...resend, controlGroup: 20, conversions: { A: { behavior: 'purchase.made', within: '3 days' } } };
const STATS = '/campaigns/resend-welcome/stats';
const RECOUNT = '/campaigns/resend-welcome/recount';

describe('GET /campaigns/{id}/stats', () => {
  test('GET /campaigns/{id}/stats shows the groups of a campaign with a control group, before anything was sent (R48)', async () => {
    const { call, publish } = openApi();
    await publish(MEASURED);
    const { status, body } = await call('GET', STATS);
    expect(status).toBe(200);
    expect(body).toEqual({
      campaignId: 'resend-welcome',
      isOn: true,
      companyZone: 'UTC',
      asOf: '2026-12-01T09:00:00.000Z',
      epochs: [
        {
          epoch: 0,
          version: 1,
          since: '2026-12-01T09:00:00.000Z',
          shares: { control: 20 },
          enrolled: 0,
          withheld: {},
          cancelled: {},
          groups: [
            { group: 'control', sent: 0, conversions: { A: { count: 0 } } },
            { group: 'messages', sent: 0, conversions: { A: { count: 0, noLift: 'no-users' } } },
          ],
        },
      ],
      notes: ['repeated-messages'],
    });
  });

  test('GET /campaigns/{id}/stats lists the days with by=day, and takes days of the company (R48)', async () => {
    const { call, publish } = openApi();
    await publish(MEASURED);
    const { status, body } = await call('GET', `${STATS}?from=2026-12-01&to=2026-12-31&by=day`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ from: '2026-12-01', to: '2026-12-31', days: [] });
  });

  test.each([
    ['from=2026-02-30', 'from: expected a day, such as 2026-12-01, found 2026-02-30'],
    ['to=today', 'to: expected a day, such as 2026-12-01, found today'],
    ['from=2026-12-02&to=2026-12-01', 'to: expected a day that is not before from, found 2026-12-01'],
    ['by=week', 'by: expected "day", found week'],
  ])('GET /campaigns/{id}/stats refuses the query %s with the place of the fault', async (query, message) => {
    const { call, publish } = openApi();
    await publish(MEASURED);
    const { status, body } = await call('GET', `${STATS}?${query}`);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'invalid-days', message });
  });

  test('GET /campaigns/{id}/stats answers 404 for a campaign that was never saved', async () => {
    const { call } = openApi();
    expect((await call('GET', '/campaigns/nobody/stats')).status).toBe(404);
    expect((await call('POST', '/campaigns/nobody/recount')).status).toBe(404);
  });

  test('GET /campaigns/{id}/stats says that statistics are off for a campaign that asks for none (R48)', async () => {
    const { call, publish } = openApi();
    await publish(resend);
    expect((await call('GET', STATS)).body).toMatchObject({ isOn: false, epochs: [] });
    const { status, body } = await call('POST', RECOUNT);
    expect(status).toBe(409);
    expect(body.error.code).toBe('no-statistics');
  });
});

describe('POST /campaigns/{id}/recount', () => {
  test('POST /campaigns/{id}/recount begins a recount, which GET /campaigns/{id}/stats tells of while it is running (R48)', async () => {
    const { call, publish } = openApi();
    await publish(MEASURED);
    const { status, body } = await call('POST', RECOUNT);
    expect(status).toBe(200);
    expect(body).toMatchObject({ begunAt: '2026-12-01T09:00:00.000Z' });
    const { body: shown } = await call('GET', STATS);
    if (body.isDone) expect(shown).toMatchObject({ recountedAt: '2026-12-01T09:00:00.000Z' });
    else expect(shown).toMatchObject({ recountingSince: '2026-12-01T09:00:00.000Z' });
  });
});
