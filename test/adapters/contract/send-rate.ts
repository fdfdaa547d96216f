import { describe, expect, test } from 'vitest';
import type { Channel } from '../../../core/contracts/definition.ts';
import type { Instant } from '../../../core/contracts/instant.ts';
import { DAY, SECOND } from '../../../core/contracts/time-span.ts';
import type { SendLimits } from '../../../core/token-bucket.ts';
import { NOON } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

/** Tests the rates of channels of an adapter. */
export function testSendRate(ports: OpenPorts): void {
  describe('the rate of a channel', () => {
    /** Takes permissions until one is not granted. Returns how many were, and the instant to try again. */
    const takeAll = async (channel: Channel, limits: SendLimits, now: Instant) => {
      for (let granted = 0; ; granted += 1) {
        const taken = await ports.services.sendRate.take(channel, limits, now);
        if (taken !== 'granted') return [granted, taken.retryAt - now];
      }
    };

    test('a channel may send as many messages at once as its provider accepts each second, then one at a time (R87)', async () => {
      const limits = { perSecond: 10 };
      expect(await takeAll('email', limits, NOON)).toEqual([10, 100]);
      expect(await takeAll('email', limits, NOON + 99)).toEqual([0, 1]);
      expect(await takeAll('email', limits, NOON + 100)).toEqual([1, 100]);
      expect(await takeAll('email', limits, NOON + 400)).toEqual([3, 100]);
      expect(await takeAll('email', limits, NOON + 10 * SECOND)).toEqual([10, 100]);
    });

    test('a channel whose provider accepts less than a message a second sends one at a time (R87)', async () => {
      const limits = { perSecond: 0.25 };
      expect(await takeAll('sms', limits, NOON)).toEqual([1, 4 * SECOND]);
      expect(await takeAll('sms', limits, NOON + 4 * SECOND - 1)).toEqual([0, 1]);
      expect(await takeAll('sms', limits, NOON + 4 * SECOND)).toEqual([1, 4 * SECOND]);
    });

    test('a channel sends no more on a day in UTC than its daily maximum, and continues at midnight (R87)', async () => {
      const limits = { perSecond: 100, perDay: 3 };
      const midnight = Math.ceil(NOON / DAY) * DAY;
      expect(await takeAll('push', limits, NOON)).toEqual([3, midnight - NOON]);
      expect(await takeAll('push', limits, midnight - 1)).toEqual([0, 1]);
      expect(await takeAll('push', limits, midnight)).toEqual([3, DAY]);
      expect(await takeAll('push', { ...limits, perDay: 5 }, midnight + 11 * SECOND)).toEqual([2, DAY - 11 * SECOND]);
    });

    test('a channel that has sent all it may does not hold up another one (R87)', async () => {
      const limits = { perSecond: 1 };
      expect(await takeAll('webhook', limits, NOON)).toEqual([1, SECOND]);
      expect(await takeAll('content_card', limits, NOON)).toEqual([1, SECOND]);
    });

    test('permissions that are taken at the same time are no more than those taken one after another (R87)', async () => {
      const take = () => ports.services.sendRate.take('in_app_message', { perSecond: 5 }, NOON);
      const all = await Promise.all(Array.from({ length: 20 }, take));
      expect(all.filter((each) => each === 'granted')).toHaveLength(5);
      expect(new Set(all.map((each) => (each === 'granted' ? each : each.retryAt)))).toEqual(
        new Set(['granted', NOON + SECOND / 5]),
      );
    });
  });
}
