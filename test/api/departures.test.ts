import { describe, expect, test } from 'vitest';
import { createFirstPauseState, type PauseState } from '../../core/pauses.ts';
import type { Services } from '../../core/ports.ts';
import { bought, openApi, received, resend } from '../harness/api/open-api.ts';

const PATH = '/campaigns/resend-welcome/waves';
const DAY = 86_400_000;
const NO_PAUSES = createFirstPauseState(false);
const HELD = { departure: '2026-12-08T09:08:42.000Z', waiting: 2 };
const START = Date.UTC(2026, 11, 1, 9);

/** Publishes a campaign with users who wait: two for the first departure, one for the second, a day later. */
async function withTwoDepartures() {
  const api = openApi();
  await api.publish(resend);
  await api.put(received('ada'), received('ben'));
  await api.machine.advanceTo(START + DAY);
  await api.put(received('cleo', { occurredAt: '2026-12-02T09:00:00Z' }));
  const waves = async (path = PATH) => (await api.call('GET', path)).body.waves;
  /** Returns what is listed and summarized first while these pauses are stored. */
  const seesFirst = async (pauses?: Partial<PauseState>) => {
    const stored = pauses === undefined ? await api.machine.services.pauses.read() : { ...NO_PAUSES, ...pauses };
    const services = (real: Services) => ({ ...real, pauses: { ...real.pauses, read: async () => stored } });
    const { call } = openApi({ machine: api.machine, services });
    const [{ nextDeparture }] = (await call('GET', '/campaigns?view=summary')).body.campaigns;
    return { listed: (await call('GET', PATH)).body.waves[0], nextDeparture };
  };
  return { ...api, waves, seesFirst };
}

describe('the upcoming departures of a campaign', () => {
  test('the upcoming departures of a campaign are listed with how many users wait for each, soonest first (R20)', async () => {
    const { call } = await withTwoDepartures();
    const { status, body } = await call('GET', PATH);
    expect([status, body]).toEqual([
      200,
      {
        waves: [
          { departure: '2026-12-08T09:08:42.000Z', waiting: 2 },
          { departure: '2026-12-09T09:08:42.000Z', waiting: 1 },
        ],
      },
    ]);
  });

  test('a user whose wait was cancelled is not counted for the departure any more (R31)', async () => {
    const { put, waves } = await withTwoDepartures();
    await put({ ...bought('ada'), Time: '2026-12-02T09:00:00Z' });
    expect((await waves()).map(({ waiting }: { waiting: number }) => waiting)).toEqual([1, 1]);
  });

  test('a trigger that stands by is not counted for its departure until it takes over (R42)', async () => {
    const { call, publish, put } = openApi();
    await publish({ ...resend, reeligibility: 'never' });
    await put(received('ada'), received('ada', { id: 'later', occurredAt: '2026-12-01T09:05:00Z' }));
    expect((await call('GET', PATH)).body.waves).toEqual([{ departure: '2026-12-08T09:08:42.000Z', waiting: 1 }]);
  });

  test('a departure that has passed is not listed any more', async () => {
    const { machine, waves } = await withTwoDepartures();
    await machine.advanceTo(Date.UTC(2026, 11, 8, 9, 8, 42));
    expect(await waves()).toEqual([{ departure: '2026-12-09T09:08:42.000Z', waiting: 1 }]);
    await machine.advanceTo(Date.UTC(2026, 11, 10));
    expect(await waves()).toEqual([]);
  });

  test('a departure that a pause holds back is listed with the users who wait for it, until they have left (R92)', async () => {
    const { call, machine, waves } = await withTwoDepartures();
    await call('POST', '/campaigns/resend-welcome/pause');
    await machine.advanceTo(Date.UTC(2026, 11, 8, 12));
    expect((await waves())[0]).toEqual({ departure: '2026-12-08T09:08:42.000Z', waiting: 2 });
    await call('POST', '/campaigns/resend-welcome/resume');
    await machine.advanceTo(Date.UTC(2026, 11, 8, 12, 5));
    expect(await waves()).toEqual([{ departure: '2026-12-09T09:08:42.000Z', waiting: 1 }]);
  });

  test('a wave that left just before a pause is not listed among the departures that the pause holds back (R92)', async () => {
    const { call, machine, waves } = await withTwoDepartures();
    await machine.advanceTo(Date.UTC(2026, 11, 8, 9, 8, 50));
    await call('POST', '/pause');
    expect(await waves()).toEqual([{ departure: '2026-12-09T09:08:42.000Z', waiting: 1 }]);
  });

  test('the earlier of two pauses at once decides which departures are held back, also in a summary (R92)', async () => {
    const { call, machine, seesFirst } = await withTwoDepartures();
    await call('POST', '/campaigns/resend-welcome/pause');
    await machine.advanceTo(Date.UTC(2026, 11, 8, 12));
    await call('POST', '/pause');
    expect(await seesFirst()).toEqual({ listed: HELD, nextDeparture: HELD.departure });
  });

  test('while an installation is paused as it was deployed, all departures of the publication are held back (R92)', async () => {
    const { call, machine, seesFirst } = await withTwoDepartures();
    await machine.advanceTo(Date.UTC(2026, 11, 8, 9));
    await call('POST', '/pause');
    await machine.advanceTo(Date.UTC(2026, 11, 9, 12));
    expect(await seesFirst(createFirstPauseState(true))).toEqual({ listed: HELD, nextDeparture: HELD.departure });
  });

  test('a departure that was leaving when a pause began is listed, and is the next one of a summary (R92)', async () => {
    const { call, machine, seesFirst } = await withTwoDepartures();
    await call('POST', '/pause');
    await machine.advanceTo(Date.UTC(2026, 11, 8, 12));
    const all = { by: 'olga', at: Date.parse(HELD.departure) + 30_000 };
    expect(await seesFirst({ all })).toEqual({ listed: HELD, nextDeparture: HELD.departure });
  });

  test('a departure that a pause holds back is listed while users may wait beyond the places that were counted (R92)', async () => {
    const { call, machine, publish, put, waves } = await withTwoDepartures();
    await publish({ ...resend, id: 'crowded' });
    const users = Array.from({ length: 1_001 }, (_, index) => `user-${index}`);
    await put(...users.slice(0, 1_000).map((user) => received(user, { occurredAt: '2026-12-02T09:00:00Z' })));
    await put(received('user-1000', { occurredAt: '2026-12-02T09:00:00Z' }));
    for (const some of [users.slice(0, 1_000), users.slice(1_000)])
      await put(...some.map((user) => ({ ...bought(user), Time: '2026-12-02T09:00:00Z' })));
    const path = '/campaigns/crowded/waves';
    const [{ departure }] = await waves(path);
    await machine.advanceTo(Date.parse(departure) - 1_000);
    await call('POST', '/pause');
    await machine.advanceTo(Date.parse(departure) + 1_000);
    expect(await waves(path)).toEqual([{ departure, waiting: 0, isAtLeast: true }]);
  });

  test('a campaign that is stopped has no departures, and one that is published again has none of the earlier ones (R50)', async () => {
    const { call, waves } = await withTwoDepartures();
    await call('POST', '/campaigns/resend-welcome/stop');
    expect(await waves()).toEqual([]);
    await call('POST', '/campaigns/resend-welcome/publish');
    expect(await waves()).toEqual([]);
  });

  test('a user who was merged into another is still counted for the departure, once (R65)', async () => {
    const { machine, put, waves } = await withTwoDepartures();
    await put({ Source: 'crm', DetailType: 'Users Merged', Detail: { fromUserId: 'ben', intoUserId: 'dora' } });
    await machine.runDue();
    expect((await waves())[0]).toEqual({ departure: '2026-12-08T09:08:42.000Z', waiting: 2 });
  });

  test('many departures are listed page by page, each once', async () => {
    const { call, publish, put } = openApi();
    await publish({ ...resend, delay: '1 hour', precision: '1 second' });
    const entries = Array.from({ length: 45 }, (_, index) => {
      return received(`user-${index}`, { occurredAt: `2026-12-01T09:00:${String(index).padStart(2, '0')}Z` });
    });
    await put(...entries);
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const { body } = await call('GET', cursor === undefined ? PATH : `${PATH}?cursor=${cursor}`);
      pages.push(body.waves.map(({ departure }: { departure: string }) => departure));
      cursor = body.cursor;
    } while (cursor !== undefined);
    expect(pages.map(({ length }) => length)).toEqual([20, 20, 5]);
    expect(pages.flat()).toEqual(pages.flat().toSorted());
    expect(new Set(pages.flat()).size).toBe(45);
  });

  test('a departure with more than a thousand places is listed as at least those who wait among the first thousand', async () => {
    const { publish, put, waves } = { ...(await withTwoDepartures()) };
    await publish({ ...resend, id: 'crowded' });
    const users = Array.from({ length: 1_001 }, (_, index) => `user-${index}`);
    const occurredAt = '2026-12-02T09:00:00Z';
    await put(...users.slice(0, 1_000).map((user) => received(user, { occurredAt })));
    const path = '/campaigns/crowded/waves';
    expect(await waves(path)).toEqual([{ departure: expect.any(String), waiting: 1_000 }]);
    await put(received('user-1000', { occurredAt }));
    expect(await waves(path)).toEqual([{ departure: expect.any(String), waiting: 1_000, isAtLeast: true }]);
  });

  test('a campaign that was never published has no departures, and one that was never saved is unknown', async () => {
    const { call } = openApi();
    await call('PUT', '/campaigns/resend-welcome', resend);
    expect((await call('GET', PATH)).body).toEqual({ waves: [] });
    expect((await call('GET', '/campaigns/nobody/waves')).body.error.code).toBe('unknown-campaign');
  });
});
