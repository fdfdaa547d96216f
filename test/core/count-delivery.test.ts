import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { applyReport } from '../../core/delivery/apply-report.ts';
import type { Delivery } from '../../core/delivery.ts';
import type { DeliveryReport } from '../../core/feedback.ts';
import { countDelivery } from '../../core/statistics/count-delivery.ts';
import { parseFigureKey } from '../../core/statistics/figures.ts';
import { NOON } from '../harness/adapters/sample.ts';
import { pendingDelivery } from '../harness/adapters/sample-deliveries.ts';

const statistics = { day: '2026-12-01', epoch: 2 };
const pending = pendingDelivery('d1', { statistics });
const { state: _, dueAt: __, ...fields } = pending;
const sent: Delivery = { ...fields, rev: 3, state: 'sent', at: NOON };

/** Applies reports one after the other, and returns the names of what is counted of each. */
function countReports(first: Delivery, ...reports: readonly DeliveryReport[]): string[][] {
  let before = first;
  return reports.map((report, index) => {
    const after = applyReport(before, { ...before, report, at: NOON + (index + 1) * MINUTE }) ?? before;
    const figures = countDelivery(before, after);
    before = after;
    return Object.entries(figures).map(([key, count]) => `${parseFigureKey(key)?.name} ${count}`);
  });
}

describe('what a change of a delivery adds to the statistics', () => {
  test('a delivery that is sent is counted for the day, the epoch and the variant of its message, by channel (R48)', () => {
    expect(countDelivery(pending, sent)).toEqual({ '2|2026-12-01|sent:email|messages': 1 });
    expect(countDelivery({ ...pending, variant: 'a' }, { ...sent, variant: 'a' })).toEqual({
      '2|2026-12-01|sent:email|variant:a': 1,
    });
  });

  test('each report counts once, whatever is repeated, and a report that settles a delivery counts it as sent too (R48)', () => {
    expect(countReports(sent, 'delivered', 'delivered', 'opened', 'opened', 'clicked', 'clicked', 'bounced')).toEqual([
      ['delivered:email 1'],
      [],
      ['opened:email 1'],
      [],
      ['clicked:email 1'],
      [],
      ['bounced:email 1'],
    ]);
    expect(countReports(pending, 'opened', 'sent', 'complained')).toEqual([['opened:email 1', 'sent:email 1'], [], []]);
  });

  test('a message that its provider rejects after it accepted it was not sent (R48)', () => {
    expect(countReports(sent, 'delivered', 'rejected')).toEqual([
      ['delivered:email 1'],
      ['delivered:email -1', 'sent:email -1'],
    ]);
  });

  test('an attempt that fails, a delivery that expires, and one of a campaign without statistics are not counted (R48)', () => {
    const tried: Delivery = { ...pending, rev: 2, attempts: 1, lastReason: 'busy' };
    expect(countDelivery(pending, tried)).toEqual({});
    expect(countDelivery(tried, { ...fields, rev: 3, state: 'expired', at: NOON, reason: 'busy' })).toEqual({});
    const { statistics: ___, ...unmeasured } = sent;
    expect(countDelivery(pendingDelivery('d1'), unmeasured)).toEqual({});
  });
});
