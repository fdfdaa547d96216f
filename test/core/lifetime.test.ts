import { expect, test } from 'vitest';
import { MAX_REELIGIBILITY, MAX_STALENESS } from '../../core/contracts/definition.ts';
import { QUEUE_RETENTION, ROW_LIFETIME, WAVE_LIFETIME } from '../../core/contracts/lifetime.ts';
import { MAX_DELAY } from '../../core/contracts/schedule-delay.ts';
import { LAST_CALL_DELAY } from '../../core/contracts/wave.ts';

test('what is known of a user outlives the longest wait, however late its trigger comes and its message leaves (R24, R27)', () => {
  expect(ROW_LIFETIME).toBe(MAX_DELAY + MAX_STALENESS + QUEUE_RETENTION);
});

test('what is known of a user outlives every window of re-eligibility, however late the next trigger comes (R41)', () => {
  expect(ROW_LIFETIME).toBeGreaterThanOrEqual(MAX_REELIGIBILITY + QUEUE_RETENTION);
});

test('a seat outlives the last call of its wave, and any redriving of it within fourteen days', () => {
  expect(WAVE_LIFETIME).toBeGreaterThan(LAST_CALL_DELAY + QUEUE_RETENTION);
});
