import { describe, expect, test } from 'vitest';
import type { SendResult } from '../../../core/contracts/sender.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/contracts/time-span.ts';
import { completeAttempt } from '../../../core/delivery/complete-attempt.ts';
import type { SendingDelivery } from '../../../core/delivery.ts';

const NOW = Date.parse('2026-12-01T10:00:00Z');

const sending = (attempts = 1): SendingDelivery => ({
  dispatchId: 'd1',
  channel: 'email',
  part: 0,
  rev: 2,
  userId: 'ann',
  campaignId: 'hello',
  version: 1,
  target: 'ann@example.com',
  createdAt: NOW - HOUR,
  sendBefore: NOW + HOUR,
  attempts,
  unknownAttempts: 0,
  state: 'sending',
  leaseUntil: NOW + SECOND,
});

const complete = (result: SendResult, { attempts = 1, random = 0 } = {}) =>
  completeAttempt(sending(attempts), result, { now: NOW, random, afterUnknown: { onceMoreAfter: MINUTE } });

describe('a delivery after an attempt', () => {
  test('a message that the provider accepted is sent, with the id of the provider (R80)', () => {
    expect(complete({ kind: 'sent', providerId: 'p1' })).toMatchObject({
      state: 'sent',
      at: NOW,
      providerId: 'p1',
      target: 'ann@example.com',
      rev: 3,
    });
  });

  test('a message that the provider refuses ends with the reason, and is not tried again (R87)', () => {
    expect(complete({ kind: 'refused', reason: 'no-such-mailbox' })).toMatchObject({
      state: 'refused',
      reason: 'no-such-mailbox',
    });
  });

  test.each([
    [1, 0, 5 * SECOND],
    [1, 1, 2.5 * SECOND],
    [2, 0, 10 * SECOND],
    [8, 0, 640 * SECOND],
    [9, 0, 15 * MINUTE],
    [1_000, 0, 15 * MINUTE],
  ])('after attempt %i with random %d, a message is tried again %i ms later (R87)', (attempts, random, delay) => {
    expect(complete({ kind: 'later', reason: 'busy' }, { attempts, random })).toMatchObject({
      state: 'pending',
      lastReason: 'busy',
      dueAt: NOW + delay,
    });
  });

  test('a provider that names a longer delay is asked after it, up to an hour (R87)', () => {
    expect(complete({ kind: 'later', reason: 'busy', after: MINUTE })).toMatchObject({ dueAt: NOW + MINUTE });
    expect(complete({ kind: 'later', reason: 'busy', after: 2 * HOUR })).toMatchObject({ dueAt: NOW + HOUR });
    expect(complete({ kind: 'later', reason: 'busy', after: SECOND })).toMatchObject({ dueAt: NOW + 5 * SECOND });
  });

  test('a retry is never later than sendBefore, so that the message expires in time (R87)', () => {
    const late = { ...sending(), sendBefore: NOW + 3 * SECOND };
    const facts = { now: NOW, random: 0, afterUnknown: { onceMoreAfter: MINUTE } };
    for (const kind of ['later', 'unknown'] as const)
      expect(completeAttempt(late, { kind, reason: 'busy' }, facts)).toMatchObject({ dueAt: NOW + 3 * SECOND });
  });

  test('an attempt whose answer did not come is recorded as unknown, and made once more (R80)', () => {
    expect(complete({ kind: 'unknown', reason: 'timeout' })).toMatchObject({
      state: 'pending',
      unknownAttempts: 1,
      lastReason: 'timeout',
      dueAt: NOW + MINUTE,
    });
  });
});
