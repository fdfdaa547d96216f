import { describe, expect, test } from 'vitest';
import { fresh } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

/** Tests the counts of an adapter. */
export function testCounts(ports: OpenPorts): void {
  describe('counts', () => {
    test('a campaign that does not exist has no counts', async () => {
      expect(await ports.services.counts.getByCampaign(fresh('campaign'))).toEqual({});
    });

    test('changes of counts add up, decreases too', async () => {
      const campaignId = fresh('campaign');
      await ports.services.counts.add(campaignId, { enrolled: 1, waiting: 2 });
      await ports.services.counts.add(campaignId, { 'withheld:stale': 1, waiting: -1 });
      expect(await ports.services.counts.getByCampaign(campaignId)).toEqual({
        enrolled: 1,
        waiting: 1,
        'withheld:stale': 1,
      });
    });

    test('no change of counts is lost when many are made at the same time', async () => {
      const [campaignId, other] = [fresh('campaign'), fresh('campaign')];
      await Promise.all(
        Array.from({ length: 25 }, async () => {
          await ports.services.counts.add(campaignId, { enrolled: 1 });
          await ports.services.counts.add(other, { enrolled: 2 });
        }),
      );
      expect(await ports.services.counts.getByCampaign(campaignId)).toEqual({ enrolled: 25 });
      expect(await ports.services.counts.getByCampaign(other)).toEqual({ enrolled: 50 });
    });

    test('what is counted in one transaction is there after it', async () => {
      const campaignId = fresh('campaign');
      await ports.services.transaction(async () => {
        for (let each = 0; each < 10; each++) await ports.services.counts.add(campaignId, { enrolled: 1 });
      });
      expect(await ports.services.counts.getByCampaign(campaignId)).toEqual({ enrolled: 10 });
    });
  });
}
