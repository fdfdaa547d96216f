import { describe, expect, test } from 'vitest';
import type { Interaction } from '../../../core/contracts/event.ts';
import { DAY } from '../../../core/contracts/time-span.ts';
import { createInteractionKey } from '../../../core/matching.ts';
import { NOON } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

const received = (campaignId: string): Interaction => ({
  ...{ id: 'one', source: 'test', userId: 'ann', at: NOON, detail: {} },
  ...{ kind: 'interaction', interaction: 'email.received', campaignId },
});

/** Tests the counts of arrivals of an adapter. */
export function testArrivals(ports: OpenPorts): void {
  describe('arrivals', () => {
    test('interactions are counted by their key, with the day of the first (R4)', async () => {
      const { arrivals, clock } = ports.services;
      const [one, other] = [received('counted'), received('counted-too')];
      await arrivals.note(one);
      await arrivals.note(other);
      expect(await arrivals.getByKey(createInteractionKey(one))).toEqual({
        count: 1,
        since: Math.floor(clock.now() / DAY) * DAY,
      });
    });

    test('nothing was counted under a key without interactions (R4)', async () => {
      expect(await ports.services.arrivals.getByKey('email.received#unknown')).toBeUndefined();
    });
  });
}
