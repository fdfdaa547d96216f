import { describe, expect, test } from 'vitest';
import { computeFunnel } from '../../console/campaigns/funnel.ts';

describe('the funnel of a campaign', () => {
  test('the funnel has a row for each step, followed by its reasons, the most frequent first', () => {
    const rows = computeFunnel({
      counts: { enrolled: 8, waiting: 1, cancelled: 3, withheld: 5, dispatched: 4, control: 2, converted: 6 },
      reasons: { 'cancelled:restarted': 1, 'cancelled:exception': 2, 'withheld:stale': 5, 'withheld:blank': 0 },
    });
    expect(rows).toEqual([
      { step: 'enrolled', count: 8, share: 1, list: 'all' },
      { step: 'waiting', count: 1, share: 0.125, list: 'waiting' },
      { step: 'cancelled', count: 3, share: 0.375, list: 'cancelled' },
      { step: 'cancelled', reason: 'exception', count: 2 },
      { step: 'cancelled', reason: 'restarted', count: 1 },
      { step: 'withheld', count: 5, list: 'withheld' },
      { step: 'withheld', reason: 'stale', count: 5 },
      { step: 'control', count: 2, share: 0.25, list: 'control' },
      { step: 'dispatched', count: 4, share: 0.5, list: 'dispatched' },
      { step: 'converted', count: 6 },
    ]);
  });

  test('the funnel of a campaign without users has no shares, and neither a control group nor conversions', () => {
    const rows = computeFunnel({ counts: {}, reasons: {} });
    expect(rows.map(({ step, count, share }) => [step, count, share])).toEqual([
      ['enrolled', 0, undefined],
      ['waiting', 0, undefined],
      ['cancelled', 0, undefined],
      ['withheld', 0, undefined],
      ['dispatched', 0, undefined],
    ]);
  });
});
