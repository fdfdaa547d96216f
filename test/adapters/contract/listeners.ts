import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../../core/contracts/time-span.ts';
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

    test('a stopped follow-up listens to its conversion events until their last deadline, and a new publication listens to all (R47)', async () => {
      const [owner, name, id] = [new Owner(ports.services), fresh('event'), fresh('follow-up')];
      const key = `custom_event.performed#${name}`;
      const conversions = { A: { behavior: 'custom_event.performed', name, within: '1 day' } } as const;
      await owner.publishes(followUpOfTarget(id, fresh('target'), { conversions }));
      expect(await listening(key)).toEqual([{ campaignId: id, publication: 1, version: 1 }]);
      const { campaign } = await owner.stops();
      const endedAt = campaign.publication?.endedAt ?? Number.NaN;
      const conversionsUntil = endedAt + DAY + HOUR;
      expect(await listening(key)).toEqual([{ campaignId: id, publication: 1, version: 1, conversionsUntil }]);
      await owner.publishes();
      expect(await listening(key)).toEqual([{ campaignId: id, publication: 2, version: 1 }]);
    });

    test('an edit that removes a conversion event leaves a listener for the messages before, with the new version (R47)', async () => {
      const [owner, name, id] = [new Owner(ports.services), fresh('event'), fresh('follow-up')];
      const key = `custom_event.performed#${name}`;
      const target = fresh('target');
      const conversions = { A: { behavior: 'custom_event.performed', name, within: '1 day' } } as const;
      await owner.publishes(followUpOfTarget(id, target, { conversions }));
      await owner.publishes(followUpOfTarget(id, target));
      expect(await listening(key)).toEqual([
        { campaignId: id, publication: 1, version: 2, conversionsUntil: expect.any(Number) },
      ]);
      const followUp = await ports.services.followUps.get({ campaignId: id, publication: 1, version: 2 });
      expect(followUp.published.formerConversions).toMatchObject([{ letter: 'A', since: 1, before: 2 }]);
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
