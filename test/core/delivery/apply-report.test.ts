import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../../core/contracts/time-span.ts';
import { applyReport } from '../../../core/delivery/apply-report.ts';
import { planAttempt } from '../../../core/delivery/plan-attempt.ts';
import type { Delivery } from '../../../core/delivery.ts';
import type { DeliveryFeedback, DeliveryReport } from '../../../core/feedback.ts';

const NOW = Date.parse('2026-12-01T10:00:00Z');
const SENT_AT = NOW - SECOND;
const KEY = { dispatchId: 'd1', channel: 'email', part: 0 } as const;

const fields = {
  ...KEY,
  rev: 3,
  userId: 'ann',
  campaignId: 'hello',
  version: 1,
  target: 'ann@example.com',
  createdAt: NOW - HOUR,
  sendBefore: NOW + HOUR,
  attempts: 1,
  unknownAttempts: 0,
} as const;

const sending: Delivery = { ...fields, state: 'sending', leaseUntil: NOW + MINUTE };
const pending: Delivery = { ...fields, state: 'pending', dueAt: NOW + MINUTE };
const unknown: Delivery = { ...fields, unknownAttempts: 2, state: 'unknown', at: NOW, reason: 'timeout' };
const sent: Delivery = { ...fields, state: 'sent', at: SENT_AT, providerId: 'p1' };
const OPEN: readonly Delivery[] = [
  sending,
  pending,
  { ...pending, unknownAttempts: 1, lastReason: 'timeout' },
  unknown,
];
const ENDED: readonly Delivery[] = [
  { ...fields, state: 'refused', at: NOW, reason: 'unsubscribed' },
  { ...fields, state: 'expired', at: NOW, reason: 'busy' },
  { ...fields, state: 'held-back', at: NOW, reason: 'sending-off' },
];
const PROOFS = ['sent', 'delivered', 'opened', 'clicked', 'bounced', 'complained'] as const;

const reported = (report: DeliveryReport, more: Partial<DeliveryFeedback> = {}): DeliveryFeedback => ({
  ...KEY,
  report,
  at: NOW,
  sentAt: SENT_AT,
  providerId: 'p1',
  ...more,
});

describe('a report about a delivery whose outcome is not known', () => {
  test.each(PROOFS)(
    'a report that a message was %s settles its delivery as sent, and nothing sends it again (R80)',
    (report) => {
      for (const delivery of OPEN) {
        const after = applyReport(delivery, reported(report));
        expect(after).toMatchObject({
          state: 'sent',
          at: SENT_AT,
          providerId: 'p1',
          rev: 4,
          target: 'ann@example.com',
        });
        expect(after).not.toHaveProperty('leaseUntil');
        expect(after).not.toHaveProperty('dueAt');
        if (after === undefined) throw new Error('after: expected a delivery');
        const facts = { isPaused: false, target: { target: 'ann@example.com' }, timeout: SECOND };
        for (const afterUnknown of ['repeat', { onceMoreAfter: MINUTE }] as const)
          expect(planAttempt(after, { ...facts, now: NOW + HOUR, afterUnknown }).kind).toBe('closed');
      }
    },
  );

  test('a delivery that is settled keeps its number of attempts without an answer, and the reason of the last (R80)', () => {
    const retried: Delivery = { ...pending, unknownAttempts: 1, lastReason: 'timeout' };
    expect(applyReport(retried, reported('sent'))).toMatchObject({ unknownAttempts: 1, lastReason: 'timeout' });
  });

  test('a message that the provider rejected after it took it is refused with the reason, and nothing sends it again (R80)', () => {
    for (const delivery of [...OPEN, sent]) {
      const after = applyReport(delivery, reported('rejected', { reason: 'Bad content' }));
      expect(after).toMatchObject({ state: 'refused', at: NOW, reason: 'Bad content', rev: 4 });
      expect(after).not.toHaveProperty('providerId');
    }
  });
});

describe('a report about a message that was sent', () => {
  test.each([
    ['delivered', 'deliveredAt'],
    ['opened', 'openedAt'],
    ['clicked', 'clickedAt'],
    ['bounced', 'bouncedAt'],
  ] as const)('a report that a message was %s sets %s, once: the earliest stays (R86)', (report, field) => {
    const first = applyReport(sent, reported(report));
    expect(first).toEqual({ ...sent, rev: 4, [field]: NOW });
    if (first === undefined) throw new Error('first: expected a delivery');
    expect(applyReport(first, reported(report))).toBeUndefined();
    expect(applyReport(first, reported(report, { at: NOW + 1 }))).toBeUndefined();
    expect(applyReport(first, reported(report, { at: NOW - 1 }))).toEqual({ ...first, rev: 5, [field]: NOW - 1 });
  });

  test('a report that a message was sent or complained about changes nothing of a delivery that is sent', () => {
    for (const report of ['sent', 'complained'] as const) expect(applyReport(sent, reported(report))).toBeUndefined();
    const own: Delivery = { ...sent, at: NOW };
    expect(applyReport(own, reported('sent'))).toBeUndefined();
  });

  test('reports about both messages count if one was sent twice, and the delivery names the one that was sent first (R80)', () => {
    const again: Delivery = { ...sent, at: NOW, providerId: 'p2', unknownAttempts: 1 };
    const first = applyReport(again, reported('opened'));
    expect(first).toMatchObject({ at: SENT_AT, providerId: 'p1', openedAt: NOW });
    if (first === undefined) throw new Error('first: expected a delivery');
    const later = { providerId: 'p2', sentAt: NOW };
    expect(applyReport(first, reported('clicked', later))).toEqual({ ...first, rev: 5, clickedAt: NOW });
    expect(applyReport(first, reported('sent', later))).toBeUndefined();
  });

  test('a delivery whose provider gave no id does not get one from a report', () => {
    const { providerId: _, ...nameless } = { ...sent, providerId: '' };
    expect(applyReport(nameless, reported('opened'))).toEqual({ ...nameless, rev: 4, openedAt: NOW });
  });
});

describe('reports about a delivery', () => {
  test('a delivery that was refused, held back or has expired stays as it is, whatever is reported', () => {
    for (const delivery of ENDED)
      for (const report of [...PROOFS, 'rejected'] as const)
        expect(applyReport(delivery, reported(report))).toBeUndefined();
  });

  test('a delivery is the same in whatever order and however often its reports arrive, also those about two messages (R80, R86)', () => {
    const message = fc.constantFrom(
      { providerId: 'p1', sentAt: 1 },
      { providerId: 'p2', sentAt: 3 },
      { providerId: 'p0', sentAt: 3 },
    );
    const proof = fc
      .tuple(fc.constantFrom(...PROOFS), message, fc.integer({ min: 3, max: 8 }))
      .map(([report, more, at]) => reported(report, { ...more, at }));
    const rejection = message.map((more) => reported('rejected', { ...more, at: 5, reason: 'Bad content' }));
    const history = fc
      .tuple(fc.array(proof, { minLength: 1, maxLength: 8 }), fc.array(rejection, { maxLength: 1 }))
      .chain(([proofs, rejections]) => {
        const all = [...proofs, ...rejections];
        return fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length }));
      });
    const start = fc.constantFrom<Delivery>(
      ...OPEN,
      { ...sent, at: 2 },
      { ...sent, at: 4, providerId: 'p2' },
      ...ENDED,
    );
    const replay = (first: Delivery, reports: readonly DeliveryFeedback[]) => ({
      ...reports.reduce<Delivery>((delivery, report) => applyReport(delivery, report) ?? delivery, first),
      rev: 0,
    });
    fc.assert(
      fc.property(start, history, (first, [all, shuffled]) => {
        expect(replay(first, shuffled)).toEqual(replay(first, all));
      }),
      { numRuns: 1_000 },
    );
  });
});
