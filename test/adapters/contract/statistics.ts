import { describe, expect, test } from 'vitest';
import type { Figures } from '../../../core/statistics/figures.ts';
import { fresh } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

const ALL = { from: 0, to: Number.MAX_SAFE_INTEGER };
const SENT = '0|2026-12-01|dispatched|variant:short';
const CONTROL = '0|2026-12-01|control|control';
const LATER = '1|2026-12-02|withheld:stale|';

/** Tests the statistics of an adapter. */
export function testStatistics(ports: OpenPorts): void {
  describe('statistics (R48)', () => {
    test('a campaign of which nothing was counted has no figures', async () => {
      const { statistics } = ports.services;
      const campaignId = fresh('campaign');
      expect(await statistics.readLive(campaignId, ALL)).toEqual({});
      expect(await statistics.readRecounted(campaignId)).toBeUndefined();
      expect(await statistics.readParts([fresh('part')], campaignId)).toEqual([]);
    });

    test('live figures add up, of several days and groups', async () => {
      const { statistics } = ports.services;
      const campaignId = fresh('campaign');
      await statistics.add(campaignId, 0, { [SENT]: 1, [LATER]: 2 });
      await statistics.add(campaignId, 0, { [SENT]: 2, [CONTROL]: 1 });
      expect(await statistics.readLive(campaignId, ALL)).toEqual({ [SENT]: 3, [CONTROL]: 1, [LATER]: 2 });
    });

    test('no live figure is lost when many are added at the same time', async () => {
      const { statistics, transaction } = ports.services;
      const campaignId = fresh('campaign');
      await Promise.all(
        Array.from({ length: 25 }, () => transaction(() => statistics.add(campaignId, 0, { [SENT]: 1 }))),
      );
      expect(await statistics.readLive(campaignId, ALL)).toEqual({ [SENT]: 25 });
    });

    test('live figures are read by the recount after which they were counted, its bounds included', async () => {
      const { statistics } = ports.services;
      const campaignId = fresh('campaign');
      for (const recount of [0, 1, 2, 12]) await statistics.add(campaignId, recount, { [SENT]: 10 ** recount });
      expect(await statistics.readLive(campaignId, { from: 1, to: 2 })).toEqual({ [SENT]: 110 });
      expect(await statistics.readLive(campaignId, { from: 2, to: 1_000 })).toEqual({ [SENT]: 100 + 10 ** 12 });
      expect(await statistics.readLive(campaignId, { from: 3, to: 11 })).toEqual({});
    });

    test('a recount replaces the live figures before it, and leaves those since and those of other campaigns', async () => {
      const { statistics } = ports.services;
      const [campaignId, other] = [fresh('campaign'), fresh('campaign')];
      await statistics.add(campaignId, 0, { [SENT]: 5 });
      await statistics.add(campaignId, 1, { [SENT]: 7, [LATER]: 1 });
      await statistics.add(other, 0, { [SENT]: 3 });
      const recounted = { number: 1, at: 1_000, figures: { [SENT]: 6, [CONTROL]: 2 } };
      await statistics.writeRecounted(campaignId, recounted);
      expect(await statistics.readRecounted(campaignId)).toEqual(recounted);
      expect(await statistics.readLive(campaignId, ALL)).toEqual({ [SENT]: 7, [LATER]: 1 });
      expect(await statistics.readLive(other, ALL)).toEqual({ [SENT]: 3 });
      expect(await statistics.readRecounted(other)).toBeUndefined();
    });

    test('a recount of three hundred days replaces as many live figures', async () => {
      const { statistics } = ports.services;
      const campaignId = fresh('campaign');
      const days = Array.from({ length: 300 }, (_, day) => new Date(86_400_000 * day).toISOString().slice(0, 10));
      const figures: Figures = Object.fromEntries(days.map((day) => [`0|${day}|dispatched|messages`, 1]));
      await statistics.add(campaignId, 0, figures);
      expect(Object.keys(await statistics.readLive(campaignId, ALL))).toHaveLength(300);
      await statistics.writeRecounted(campaignId, { number: 1, at: 1_000, figures });
      expect(await statistics.readLive(campaignId, ALL)).toEqual({});
      expect(Object.keys((await statistics.readRecounted(campaignId))?.figures ?? {})).toHaveLength(300);
    });

    test('the parts of a recount are read by their ids, each with the figures of one campaign', async () => {
      const { statistics } = ports.services;
      const [campaignId, other, one, two] = [fresh('campaign'), fresh('campaign'), fresh('part'), fresh('part')];
      await statistics.writePart(one, campaignId, { [SENT]: 1 });
      await statistics.writePart(two, campaignId, { [SENT]: 2 });
      await statistics.writePart(two, other, { [SENT]: 4 });
      expect(await statistics.readParts([one, two], campaignId)).toEqual([{ [SENT]: 1 }, { [SENT]: 2 }]);
      expect(await statistics.readParts([two], other)).toEqual([{ [SENT]: 4 }]);
      await statistics.writePart(two, campaignId, { [SENT]: 3 });
      expect(await statistics.readParts([two], campaignId)).toEqual([{ [SENT]: 3 }]);
    });
  });

  describe('the walk over the rows (R48)', () => {
    test('a walk over the rows finds every row once, whatever is archived beside it', async () => {
      const { rows, rowWalk } = ports.services;
      const campaignId = fresh('campaign');
      const users = Array.from({ length: 600 }, (_, each) => `walked-${each}`);
      for (const userId of users) {
        const row = { rev: 1, born: 'b', live: [], marks: [], decided: [], decisions: [] };
        await rows.write({ userId, campaignId }, row);
        await rows.archiveDecidedTriggers({ userId, campaignId }, ['t']);
      }
      const found: string[] = [];
      for (let segment = 0; segment < rowWalk.segments; segment += 1) {
        let cursor: string | undefined = '';
        while (cursor !== undefined) {
          const page: Awaited<ReturnType<typeof rowWalk.readPage>> = await rowWalk.readPage(segment, cursor);
          for (const { key, row } of page.items) {
            if (key.campaignId !== campaignId) continue;
            found.push(key.userId);
            expect(row).toMatchObject({ rev: 1, born: 'b' });
          }
          cursor = page.cursor;
        }
      }
      expect(found.sort()).toEqual(users.toSorted());
    });
  });

  describe('the state of the recounts (R48)', () => {
    test('the state of the recounts is written if no other caller wrote it since it was read', async () => {
      const { recounts } = ports.services;
      const before = await recounts.read();
      const next = { ...before, rev: before.rev + 1, number: before.number + 1, begunAt: 5 };
      expect(await recounts.write(next)).toBe(true);
      expect(await recounts.write(next)).toBe(false);
      expect(await recounts.read()).toEqual(next);
    });
  });
}
