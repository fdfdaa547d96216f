import { describe, expect, test } from 'vitest';
import { computeFunnel, sumReports } from '../../console/campaigns/funnel.ts';

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

  test('what was reported of the messages comes after those that were dispatched, of all groups, epochs and channels (R48)', () => {
    const counts = { sent: 9, delivered: 8, opened: 5, clicked: 2, bounced: 1 };
    const campaign = { enrolled: 0, withheld: {}, cancelled: {} };
    const group = { group: 'messages', sent: 9, conversions: {} } as const;
    const reports = sumReports({
      epochs: [
        { ...campaign, epoch: 0, groups: [{ ...group, deliveries: { email: counts, webhook: counts } }] },
        { ...campaign, epoch: 1, groups: [{ ...group, deliveries: { email: counts } }, group] },
      ],
    });
    expect(reports).toEqual({ delivered: 24, opened: 15, clicked: 6 });
    const rows = computeFunnel({ counts: { enrolled: 30, dispatched: 27, converted: 3 }, reasons: {} }, reports);
    expect(rows.slice(-5)).toEqual([
      { step: 'dispatched', count: 27, share: 0.9, list: 'dispatched' },
      { step: 'delivered', count: 24 },
      { step: 'opened', count: 15 },
      { step: 'clicked', count: 6 },
      { step: 'converted', count: 3 },
    ]);
  });

  test('messages of which no provider reports the delivery have no step for it', () => {
    const rows = computeFunnel({ counts: {}, reasons: {} }, { delivered: 0, opened: 2, clicked: 0 });
    expect(rows.slice(-2)).toEqual([
      { step: 'opened', count: 2 },
      { step: 'clicked', count: 0 },
    ]);
  });

  test('a campaign whose messages others send has no steps of reports', () => {
    const group = { group: 'messages', sent: 9, conversions: {} } as const;
    expect(
      sumReports({ epochs: [{ epoch: 0, enrolled: 9, withheld: {}, cancelled: {}, groups: [group] }] }),
    ).toBeUndefined();
    expect(sumReports({ epochs: [] })).toBeUndefined();
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
