import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../../core/contracts/time-span.ts';
import { createWave, type Wave } from '../../../core/contracts/wave.ts';
import { fresh, NOON } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';
import { pagesOf } from './pages-of.ts';

/** Tests the waves of an adapter. */
export function testWaves(ports: OpenPorts): void {
  describe('waves', () => {
    const departing = (departure: number, publication = 1, campaignId = fresh('campaign')): Wave =>
      createWave(campaignId, publication, departure);

    test('a wave started twice is started once, while it runs', async () => {
      const wave = departing(NOON);
      expect(await ports.services.waves.start(wave)).toBe(true);
      expect(await ports.services.waves.start(wave)).toBe(true);
      expect((await ports.services.waves.listByCampaign(wave.campaignId)).items).toEqual([wave]);
    });

    test('a finished wave is gone: no user boards it any more', async () => {
      const wave = departing(NOON);
      await ports.services.waves.start(wave);
      await ports.services.waves.finish(wave);
      expect(await ports.services.waves.start(wave)).toBe(false);
      expect(await ports.services.waves.start(wave)).toBe(false);
      const next = createWave(wave.campaignId, wave.publication, NOON + MINUTE);
      expect(await ports.services.waves.start(next)).toBe(true);
    });

    test('a campaign without waves has none', async () => {
      expect(await ports.services.waves.listByCampaign(fresh('campaign'))).toEqual({ items: [] });
    });

    test("a campaign's waves that depart at one instant stand in the order of publication: 2 before 10", async () => {
      const campaignId = fresh('campaign');
      const order = [2, 10, 11].map((publication) => departing(NOON, publication, campaignId));
      for (const wave of order.toReversed()) await ports.services.waves.start(wave);
      expect((await ports.services.waves.listByCampaign(campaignId)).items).toEqual(order);
    });

    test("a campaign's waves stand in the order of departure, page by page", async () => {
      const campaignId = fresh('campaign');
      const order = Array.from({ length: 230 }, (_, index) => departing(NOON + index * MINUTE, 1, campaignId));
      const shuffled = order
        .map((_, index) => order[(index * 101) % order.length])
        .filter((wave) => wave !== undefined);
      for (const wave of shuffled) await ports.services.waves.start(wave);
      await ports.services.waves.start(departing(NOON, 1, `${campaignId}x`));
      const pages = await pagesOf((cursor) => ports.services.waves.listByCampaign(campaignId, cursor));
      expect(pages.flat()).toEqual(order);
    });

    test('the waves of one publication in which users may still wait are found alone, page by page (R50)', async () => {
      const campaignId = fresh('campaign');
      const second = Array.from({ length: 120 }, (_, index) => departing(NOON + index * MINUTE, 2, campaignId));
      for (const wave of second) {
        await ports.services.waves.start(departing(wave.departure, 1, campaignId));
        await ports.services.waves.start(wave);
      }
      const [done, ...open] = second;
      if (done !== undefined) await ports.services.waves.finish(done);
      const pages = await pagesOf((cursor) => ports.services.waves.listOpenByPublication(campaignId, 2, cursor));
      expect(pages.flat()).toEqual(open);
      expect((await ports.services.waves.listOpenByPublication(campaignId, 3)).items).toEqual([]);
    });

    test('the waves of one publication that depart after an instant and are not done are found alone, page by page', async () => {
      const campaignId = fresh('campaign');
      const waves = Array.from({ length: 30 }, (_, index) => departing(NOON + index * MINUTE, 2, campaignId));
      for (const wave of waves) {
        await ports.services.waves.start(departing(wave.departure, 1, campaignId));
        await ports.services.waves.start(wave);
      }
      const [, , , ended] = waves;
      if (ended !== undefined) await ports.services.waves.finish(ended);
      const open = { campaignId, publication: 2, after: NOON, limit: 7 };
      const pages = await pagesOf((cursor) => ports.services.waves.listOpenAfter(open, cursor));
      expect(pages.flat()).toEqual(waves.filter((wave) => wave !== ended).slice(1));
      expect(pages.every(({ length }) => length <= 7)).toBe(true);
      const after = waves.at(-1)?.departure ?? 0;
      expect(
        (await pagesOf((cursor) => ports.services.waves.listOpenAfter({ ...open, after }, cursor))).flat(),
      ).toEqual([]);
    });

    test('the first waves of a publication are found by one call, though many open and ended waves of an older one depart before them', async () => {
      const campaignId = fresh('campaign');
      const older = Array.from({ length: 560 }, (_, index) => departing(NOON + index * MINUTE, 1, campaignId));
      for (const wave of older) await ports.services.waves.start(wave);
      for (const wave of older.slice(0, 5)) await ports.services.waves.finish(wave);
      const present = Array.from({ length: 4 }, (_, index) => departing(NOON + (560 + index) * MINUTE, 2, campaignId));
      for (const wave of present) await ports.services.waves.start(wave);
      const open = { campaignId, publication: 2, after: NOON - 1 };
      const first = await ports.services.waves.listOpenAfter({ ...open, limit: 1 });
      const { items } = await ports.services.waves.listOpenAfter({ ...open, limit: 10 });
      expect([first.items, items]).toEqual([present.slice(0, 1), present]);
      const rest = await pagesOf((cursor) =>
        ports.services.waves.listOpenAfter({ ...open, limit: 1 }, cursor ?? first.cursor),
      );
      expect(rest.flat()).toEqual(present.slice(1));
    });

    test('a list of waves that depart after an instant goes on after its cursor, though time passes and waves leave meanwhile', async () => {
      const campaignId = fresh('campaign');
      const waves = Array.from({ length: 9 }, (_, index) => departing(NOON + index * MINUTE, 1, campaignId));
      for (const wave of waves) await ports.services.waves.start(wave);
      const open = { campaignId, publication: 1, after: NOON - 1, limit: 4 };
      const { items, cursor } = await ports.services.waves.listOpenAfter(open);
      for (const wave of items) await ports.services.waves.finish(wave);
      const later = { ...open, after: NOON + 6 * MINUTE };
      const rest = (await pagesOf((from) => ports.services.waves.listOpenAfter(later, from ?? cursor))).flat();
      expect([items, rest]).toEqual([waves.slice(0, 4), waves.slice(7)]);
    });

    test('the waves that wait are listed by name, those of every campaign, until they are done', async () => {
      const [one, other] = [fresh('campaign'), fresh('campaign')];
      const waves = Array.from({ length: 120 }, (_, index) => departing(NOON + index * MINUTE, 1, one));
      for (const wave of [...waves, departing(NOON, 1, other)]) await ports.services.waves.start(wave);
      const [done, ...open] = waves;
      if (done === undefined) throw new Error('waves: expected');
      await ports.services.waves.finish(done);
      ports.endExecution?.(done);
      const names = (await pagesOf((cursor) => ports.services.waves.listWaiting(cursor))).flat();
      expect(names.filter((name) => name.startsWith(`${one}.`)).toSorted()).toEqual(open.map(({ name }) => name));
      expect(names.filter((name) => name.startsWith(`${other}.`))).toHaveLength(1);
    });
  });
}
