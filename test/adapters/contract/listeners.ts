import { describe, expect, test } from 'vitest';
import { followUpOfTarget, fresh, Owner } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

/** Tests the listeners of an adapter. */
export function testListeners(ports: OpenPorts): void {
  describe('listeners', () => {
    const listening = async (key: string) => (await ports.services.listeners.findByKey(key)).listeners;

    test('a key to which no follow-up listens has no listeners', async () => {
      expect(await ports.services.listeners.findByKey(`email.received#${fresh('target')}`)).toEqual({ listeners: [] });
    });

    test('a publication listens immediately, also under a key that had no listeners', async () => {
      const [owner, target] = [new Owner(ports.services), fresh('target')];
      const id = fresh('follow-up');
      expect(await listening(`email.received#${target}`)).toEqual([]);
      await owner.saves(followUpOfTarget(id, target));
      expect(await listening(`email.received#${target}`)).toEqual([]);
      await owner.publishes();
      expect(await listening(`email.received#${target}`)).toEqual([{ campaignId: id, publication: 1, version: 1 }]);
    });

    test('all follow-ups that listen under one key are found', async () => {
      const target = fresh('target');
      const ids = Array.from({ length: 30 }, () => fresh('follow-up')).toSorted();
      for (const id of ids) await new Owner(ports.services).publishes(followUpOfTarget(id, target));
      expect((await listening(`email.received#${target}`)).map(({ campaignId }) => campaignId).toSorted()).toEqual(ids);
    });

    test('an edit replaces the keys that a follow-up listens under, and the version under those that stay', async () => {
      const [owner, target, id] = [new Owner(ports.services), fresh('target'), fresh('follow-up')];
      const exceptions = [{ interaction: 'email.opened' as const, campaign: target }];
      await owner.publishes(followUpOfTarget(id, target, { exceptions }));
      await listening(`email.received#${target}`);
      await listening(`email.opened#${target}`);
      await owner.publishes(
        followUpOfTarget(id, target, { exceptions: [{ interaction: 'email.clicked', campaign: target }] }),
      );
      const second = [{ campaignId: id, publication: 1, version: 2 }];
      expect(await listening(`email.received#${target}`)).toEqual(second);
      expect(await listening(`email.opened#${target}`)).toEqual([]);
      expect(await listening(`email.clicked#${target}`)).toEqual(second);
    });

    test('a stopped follow-up no longer listens, and its new publication listens as the second', async () => {
      const [owner, target, id] = [new Owner(ports.services), fresh('target'), fresh('follow-up')];
      await owner.publishes(followUpOfTarget(id, target));
      await listening(`email.received#${target}`);
      await owner.stops();
      expect(await listening(`email.received#${target}`)).toEqual([]);
      await owner.publishes();
      expect(await listening(`email.received#${target}`)).toEqual([{ campaignId: id, publication: 2, version: 1 }]);
    });

    test('a stop removes the listeners of its own campaign only', async () => {
      const [owner, target, id] = [new Owner(ports.services), fresh('target'), fresh('follow-up')];
      await new Owner(ports.services).publishes(followUpOfTarget(id, target));
      await owner.publishes(followUpOfTarget(fresh('follow-up'), target));
      await owner.stops();
      expect(await listening(`email.received#${target}`)).toEqual([{ campaignId: id, publication: 1, version: 1 }]);
    });

    test('the keys of an archived campaign say since when it is archived, with listeners and without', async () => {
      const [owner, target] = [new Owner(ports.services), fresh('target')];
      await new Owner(ports.services).publishes(followUpOfTarget(fresh('follow-up'), target));
      await owner.publishes(followUpOfTarget(target, fresh('target')));
      await listening(`email.received#${target}`);
      await listening(`email.opened#${target}`);
      const { campaign } = await owner.archives();
      expect(campaign.archivedAt).toBeDefined();
      const received = await ports.services.listeners.findByKey(`email.received#${target}`);
      expect([received.archivedAt, received.listeners.length]).toEqual([campaign.archivedAt, 1]);
      const opened = await ports.services.listeners.findByKey(`email.opened#${target}`);
      expect(opened).toEqual({ listeners: [], archivedAt: campaign.archivedAt });
    });
  });
}
