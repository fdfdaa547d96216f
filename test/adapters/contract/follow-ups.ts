import { describe, expect, test } from 'vitest';
import { followUpOfTarget, fresh, Owner } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

/** Tests the published follow-ups of an adapter. */
export function testFollowUps(ports: OpenPorts): void {
  describe('follow-ups', () => {
    test('a follow-up of a version whose filter is refused today is there like any other: its waits leave (R72)', async () => {
      const id = fresh('reminder');
      const audience = { plan: { $regex: '(a)\\1' } };
      await new Owner(ports.services).publishes(followUpOfTarget(id, fresh('target'), { audience }));
      const { followUp, isLive } = await ports.services.followUps.getByPublication(id, 1);
      expect([isLive, followUp.isInAudience({ plan: 'aa' })]).toEqual([true, false]);
    });

    test('a listener leads to the version it names', async () => {
      const [owner, id] = [new Owner(ports.services), fresh('follow-up')];
      const definition = followUpOfTarget(id, 'welcome');
      const { published } = await owner.publishes(definition);
      const { published: edited } = await owner.publishes({ ...definition, name: 'Second' });
      const first = await ports.services.followUps.get({ campaignId: id, publication: 1, version: 1 });
      const second = await ports.services.followUps.get({ campaignId: id, publication: 1, version: 2 });
      expect([first.campaignId, first.published]).toEqual([id, published]);
      expect(second.published).toEqual(edited);
    });

    test('a version that was never published is a broken store', async () => {
      const listener = { campaignId: fresh('follow-up'), publication: 1, version: 1 };
      await expect(ports.services.followUps.get(listener)).rejects.toThrow();
      await expect(ports.services.followUps.getByPublication(listener.campaignId, 1)).rejects.toThrow();
    });

    test('a publication lives until it is stopped, and stays ended when another begins', async () => {
      const [owner, id] = [new Owner(ports.services), fresh('follow-up')];
      const isLive = async (publication: number) =>
        (await ports.services.followUps.getByPublication(id, publication)).isLive;
      await owner.publishes(followUpOfTarget(id, 'welcome'));
      expect(await isLive(1)).toBe(true);
      await owner.stops();
      expect(await isLive(1)).toBe(false);
      await owner.publishes();
      expect([await isLive(1), await isLive(2)]).toEqual([false, true]);
      await owner.archives();
      expect(await isLive(2)).toBe(false);
    });

    test('the follow-up of a publication is its newest version, however many there are', async () => {
      const [owner, id] = [new Owner(ports.services), fresh('follow-up')];
      const version = async (publication: number) =>
        (await ports.services.followUps.getByPublication(id, publication)).followUp.published.version;
      for (let edit = 1; edit <= 11; edit++) {
        await owner.publishes(followUpOfTarget(id, 'welcome', { name: `Edit ${edit}` }));
        expect(await version(1)).toBe(edit);
      }
      await owner.saves(followUpOfTarget(id, 'welcome', { name: 'Only a draft' }));
      expect(await version(1)).toBe(11);
      await owner.stops();
      await owner.publishes();
      expect([await version(1), await version(2)]).toEqual([11, 12]);
    });
  });
}
