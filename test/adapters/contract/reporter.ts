import { describe, expect, test } from 'vitest';
import type { ReportedEntry } from '../../../core/reported-entry.ts';
import { fresh } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

/** Tests the reporter of an adapter. */
export function testReporter(ports: OpenPorts): void {
  describe('the reporter', () => {
    test('what is reported is on the bus as it was given, in order, and again on a repeat', async () => {
      const [one, other] = [entry(fresh('report')), entry(fresh('report'))];
      await ports.services.reporter.report([one, other]);
      await ports.services.reporter.report([one]);
      await ports.services.reporter.report([]);
      const ids = [one.Detail['id'], other.Detail['id']];
      const found = (await ports.reported()).filter(({ Detail }) => ids.includes(Detail['id']));
      expect(found).toEqual([one, other, one]);
    });
  });
}

function entry(id: string): ReportedEntry {
  const Detail = { id, userId: 'ann', interaction: 'control_group.entered', campaignId: 'reminder' };
  return { Source: 'campaign-connector', DetailType: 'Campaign Interaction', Detail };
}
