import { describe, expect, test } from 'vitest';
import { HOUR } from '../../../core/contracts/time-span.ts';
import { fresh, NOON } from '../../harness/adapters/sample.ts';
import { deliveriesInEveryState, pendingDelivery } from '../../harness/adapters/sample-deliveries.ts';
import type { OpenPorts } from './open-ports.ts';

/** Tests the deliveries of an adapter. */
export function testDeliveries(ports: OpenPorts): void {
  describe('deliveries', () => {
    test('a dispatch that no sender has seen has no delivery (R80)', async () => {
      const dispatchId = fresh('dispatch');
      const { deliveries } = ports.services;
      expect(await deliveries.get({ dispatchId, channel: 'email', part: 0 })).toBeUndefined();
      expect(await deliveries.listByDispatch(dispatchId)).toEqual([]);
    });

    test('a delivery is read as it was written, in every state (R80)', async () => {
      const { deliveries } = ports.services;
      const states = deliveriesInEveryState(fresh('dispatch'));
      for (const delivery of states) {
        expect(await deliveries.write(delivery), delivery.state).toBe(true);
        expect(await deliveries.get(delivery)).toEqual(delivery);
        expect(await deliveries.listByDispatch(delivery.dispatchId)).toEqual([delivery]);
      }
      expect(new Set(states.map(({ state }) => state)).size).toBe(7);
    });

    test('a delivery is written only over the revision before it, so that two attempts never both begin (R80)', async () => {
      const { deliveries } = ports.services;
      const [first, second, third] = deliveriesInEveryState(fresh('dispatch'));
      if (first === undefined || second === undefined || third === undefined) throw new Error('expected three');
      expect(await deliveries.write(second), 'before the first').toBe(false);
      expect(await deliveries.get(first)).toBeUndefined();
      expect(await deliveries.write(first)).toBe(true);
      expect(await deliveries.write({ ...first, userId: 'ben' }), 'the first again').toBe(false);
      expect(await deliveries.write(third), 'two revisions later').toBe(false);
      expect(await deliveries.write(second)).toBe(true);
      expect(await deliveries.write({ ...second, attempts: 9 }), 'the second again').toBe(false);
      expect(await deliveries.write({ ...first, attempts: 9 }), 'an older one').toBe(false);
      expect(await deliveries.get(first)).toEqual(second);
      expect(await deliveries.write(third)).toBe(true);
    });

    test('a delivery is given to one of the attempts that begin at the same time (R80)', async () => {
      const { deliveries } = ports.services;
      const first = pendingDelivery(fresh('dispatch'));
      await deliveries.write(first);
      const { dueAt: _, ...fields } = first;
      const attempts = [1, 2, 3].map((attempt) =>
        deliveries.write({ ...fields, rev: 2, state: 'sending', leaseUntil: NOON + attempt }),
      );
      expect((await Promise.all(attempts)).filter((isWritten) => isWritten)).toHaveLength(1);
    });

    test('the deliveries of a dispatch are listed by channel and part, and those of another are not (R80)', async () => {
      const { deliveries } = ports.services;
      const [dispatchId, other] = [fresh('dispatch'), fresh('dispatch')];
      for (const [channel, part] of [
        ['webhook', 0],
        ['email', 9],
        ['email', 2],
        ['sms', 0],
        ['email', 0],
      ] as const)
        await deliveries.write(pendingDelivery(dispatchId, { channel, part }));
      await deliveries.write(pendingDelivery(other, { channel: 'push' }));
      const listed = await deliveries.listByDispatch(dispatchId);
      expect(listed.map(({ channel, part }) => `${channel} ${part}`)).toEqual([
        ...['email 0', 'email 2', 'email 9', 'sms 0', 'webhook 0'],
      ]);
      expect(await deliveries.get({ dispatchId, channel: 'email', part: 1 })).toBeUndefined();
    });

    test('the figures of a written delivery are added to those of its campaign, and those of one that another writer overtook are not (R48)', async () => {
      const { deliveries } = ports.services;
      const campaignId = fresh('campaign');
      const of = (name: string, day = '2026-12-01') => `0|${day}|${name}:email|messages`;
      const first = pendingDelivery(fresh('dispatch'), { campaignId });
      expect(await deliveries.readFigures(campaignId)).toEqual({});
      expect(await deliveries.write(first, { [of('sent')]: 1, [of('opened')]: 1 })).toBe(true);
      expect(await deliveries.write(first, { [of('sent')]: 1 }), 'a second time').toBe(false);
      expect(await deliveries.write({ ...first, rev: 2 }, { [of('sent')]: -1, [of('sent', '2026-12-02')]: 1 })).toBe(
        true,
      );
      expect(await deliveries.write({ ...first, rev: 3 })).toBe(true);
      const figures = await deliveries.readFigures(campaignId);
      expect(Object.entries(figures).filter(([, count]) => count !== 0)).toEqual([
        [of('opened'), 1],
        [of('sent', '2026-12-02'), 1],
      ]);
      expect(await deliveries.readFigures(fresh('campaign'))).toEqual({});
    });

    test('a channel has no halt until one is written, and then the latest; other channels have none (R87)', async () => {
      const { deliveries } = ports.services;
      expect(await deliveries.getHalt('sms')).toBeUndefined();
      const [first, later] = [
        { until: NOON + HOUR, reason: 'quota' },
        { until: NOON, reason: 'paused' },
      ];
      await deliveries.setHalt('sms', first);
      expect(await deliveries.getHalt('sms')).toEqual(first);
      await deliveries.setHalt('sms', later);
      expect(await deliveries.getHalt('sms')).toEqual(later);
      expect(await deliveries.getHalt('webhook')).toBeUndefined();
    });
  });
}
