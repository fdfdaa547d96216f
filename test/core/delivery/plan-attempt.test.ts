import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../../core/contracts/time-span.ts';
import { type AttemptFacts, LEASE_RESERVE, planAttempt } from '../../../core/delivery/plan-attempt.ts';
import type { Delivery, PendingDelivery, SendingDelivery } from '../../../core/delivery.ts';

const NOW = Date.parse('2026-12-01T10:00:00Z');

const pending = (fields: Partial<PendingDelivery> = {}): PendingDelivery => ({
  dispatchId: 'd1',
  channel: 'email',
  part: 0,
  rev: 1,
  userId: 'ann',
  campaignId: 'hello',
  version: 1,
  createdAt: NOW - HOUR,
  sendBefore: NOW + HOUR,
  attempts: 0,
  unknownAttempts: 0,
  state: 'pending',
  dueAt: NOW,
  ...fields,
});

const sending = (fields: Partial<SendingDelivery> = {}): SendingDelivery => {
  const { state: _, dueAt: __, ...others } = pending();
  return { ...others, target: 'ann@example.com', attempts: 1, state: 'sending', leaseUntil: NOW, ...fields };
};

const facts = (changed: Partial<AttemptFacts> = {}): AttemptFacts => ({
  now: NOW,
  isPaused: false,
  target: { target: 'ann@example.com' },
  afterUnknown: { onceMoreAfter: 10 * MINUTE },
  timeout: 20 * SECOND,
  ...changed,
});

describe('the plan of an attempt to send', () => {
  test('a delivery that is due is sent under a lease, to the target of that moment (R80)', () => {
    expect(planAttempt(pending(), facts())).toEqual({
      kind: 'send',
      target: 'ann@example.com',
      delivery: sending({ rev: 2, leaseUntil: NOW + 20 * SECOND + LEASE_RESERVE }),
    });
  });

  test('a delivery waits until it is due', () => {
    expect(planAttempt(pending({ dueAt: NOW + 1 }), facts())).toEqual({ kind: 'wait', until: NOW + 1 });
  });

  test('a delivery that another attempt has a lease on waits until the lease is over (R80)', () => {
    expect(planAttempt(sending({ leaseUntil: NOW + 1 }), facts())).toEqual({ kind: 'wait', until: NOW + 1 });
  });

  test('a delivery expires at sendBefore, with the reason of its last failure (R87)', () => {
    expect(planAttempt(pending({ sendBefore: NOW + 1 }), facts()).kind).toBe('send');
    const late = planAttempt(pending({ sendBefore: NOW, lastReason: 'throttled' }), facts());
    expect(late).toMatchObject({ kind: 'write', delivery: { state: 'expired', reason: 'throttled', at: NOW, rev: 2 } });
  });

  test('a wait never passes sendBefore, so that the delivery expires in time (R87)', () => {
    const sendBefore = NOW + SECOND;
    const halt = { until: NOW + HOUR, reason: 'account-paused' };
    for (const changed of [{ halt }, { isPaused: true }])
      expect(planAttempt(pending({ sendBefore }), facts(changed))).toMatchObject({ kind: 'wait', until: sendBefore });
  });

  test('a paused campaign sends nothing, and its deliveries stay (R92)', () => {
    expect(planAttempt(pending(), facts({ isPaused: true }))).toEqual({ kind: 'wait', until: NOW + 2 * MINUTE });
  });

  test('a message whose user may not be reached any more is refused with the reason (R82)', () => {
    expect(planAttempt(pending(), facts({ target: { refused: 'unsubscribed' } }))).toMatchObject({
      kind: 'write',
      delivery: { state: 'refused', reason: 'unsubscribed', attempts: 0 },
    });
  });

  test('a message that the sending mode holds back ends with its target and the reason (R91)', () => {
    expect(planAttempt(pending(), facts({ holdBack: 'not-on-allow-list' }))).toMatchObject({
      kind: 'write',
      delivery: { state: 'held-back', reason: 'not-on-allow-list', target: 'ann@example.com', attempts: 0 },
    });
  });

  test('a halt of the channel delays a message until its end, not longer (R87)', () => {
    const halt = { until: NOW + 1, reason: 'quota' };
    expect(planAttempt(pending(), facts({ halt }))).toEqual({
      kind: 'wait',
      until: NOW + 1,
      haltReason: halt.reason,
    });
    expect(planAttempt(pending({ dueAt: NOW }), facts({ halt, now: NOW + 1 })).kind).toBe('send');
  });

  test('a delivery that has ended is never sent again (R80)', () => {
    const { state: _, dueAt: __, ...fields } = pending();
    const ended: Delivery[] = [
      { ...fields, state: 'sent', at: NOW },
      { ...fields, state: 'refused', at: NOW, reason: 'any' },
      { ...fields, state: 'expired', at: NOW, reason: 'any' },
      { ...fields, state: 'unknown', at: NOW, reason: 'any' },
      { ...fields, state: 'held-back', at: NOW, reason: 'sending-off' },
    ];
    for (const delivery of ended) {
      expect(planAttempt(delivery, facts())).toEqual({ kind: 'closed', delivery });
    }
  });
});

describe('an attempt that ended without an answer', () => {
  test('a lease that is over counts as an unknown outcome, and the message is sent once more after a while (R80)', () => {
    expect(planAttempt(sending(), facts())).toMatchObject({
      kind: 'write',
      delivery: { state: 'pending', unknownAttempts: 1, lastReason: 'no-answer', dueAt: NOW + 10 * MINUTE, rev: 2 },
    });
  });

  test('a message whose outcome is unknown twice ends as unknown (R80)', () => {
    expect(planAttempt(sending({ unknownAttempts: 1 }), facts())).toMatchObject({
      kind: 'write',
      delivery: { state: 'unknown', unknownAttempts: 2, reason: 'no-answer' },
    });
  });

  test('a message that its receiver recognizes is sent again after seconds, then minutes, any number of times (R80)', () => {
    const repeat = facts({ afterUnknown: 'repeat' });
    expect(planAttempt(sending(), repeat)).toMatchObject({ delivery: { unknownAttempts: 1, dueAt: NOW + 5 * SECOND } });
    expect(planAttempt(sending({ unknownAttempts: 5, attempts: 20 }), repeat)).toMatchObject({
      kind: 'write',
      delivery: { state: 'pending', unknownAttempts: 6, dueAt: NOW + 15 * MINUTE },
    });
  });

  test.each([
    ['whose user opted out since', { target: { refused: 'unsubscribed' } }, 'unsubscribed'],
    ['that the mode holds back since', { holdBack: 'sending-off' }, 'sending-off'],
  ] as const)(
    'a delivery %s, after an unknown attempt, ends as unknown, because the user may have the message (R80)',
    (_, changed, reason) => {
      const plan = planAttempt(pending({ attempts: 1, unknownAttempts: 1 }), facts(changed));
      expect(plan).toMatchObject({ kind: 'write', delivery: { state: 'unknown', reason } });
    },
  );

  test('a delivery that expires after an unknown attempt ends as unknown, because the user may have the message (R80, R87)', () => {
    expect(planAttempt(pending({ unknownAttempts: 1, sendBefore: NOW }), facts())).toMatchObject({
      kind: 'write',
      delivery: { state: 'unknown' },
    });
  });
});
